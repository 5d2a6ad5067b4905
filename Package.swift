// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// Debian's file names macros that SwiftPM warns of, and its headers lie where every compiler looks.
#if os(Linux)
let kissFFT: String? = nil
#else
let kissFFT: String? = "kissfft-float"
#endif

// Loops over samples that are thirty times slower without it, which would decide how long the tests take.
let optimizedWhileDebugging: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let locks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// A module: its arrows to other modules of the package are those of `docs/overview.md`, which a test compares.
func module(
    _ name: String,
    _ dependencies: [Target.Dependency],
    _ further: [SwiftSetting] = [],
    resources: [Resource]? = nil
) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings + further)
}

/// A program for measuring, killing or making up inputs, beside the one that people use.
func tool(_ name: String, _ path: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies + [argumentParser],
        path: path,
        exclude: exclude,
        swiftSettings: settings
    )
}

func tests(of module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.byName(name: module), "Core", "TestSupport"] + dependencies,
        swiftSettings: settings
    )
}

let package = Package(
    name: "qwen-batch",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "qwen-batch", targets: ["qwen-batch"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", exact: "1.1.4"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        .executableTarget(name: "qwen-batch", dependencies: ["Commands", argumentParser], swiftSettings: settings),
        module("Commands", ["Narration", "Reporting", "Core", argumentParser, locks, logging]),
        module(
            "Narration",
            [
                "Core", "TextKit", "Documents", "Manuscripts", "Quality", "Audio", "Speech", "QueueStore",
                "LocalSystem",
                "Reporting", "TOMLKit", asyncAlgorithms, crypto, locks, logging,
            ]
        ),
        module("Reporting", ["Core", "TextKit", crypto, mustache], resources: [.embedInCode("HTML/Page")]),
        module("Manuscripts", ["Core", "TextKit", "Documents"]),
        module("Documents", ["Core", "TextKit", "CMD4C"]),
        module("Quality", ["Core", "TextKit", locks]),
        module(
            "Audio",
            ["Core", "TextKit", "CEBUR128", "CKissFFT", "CSndfile", "CSoxr", crypto],
            optimizedWhileDebugging
        ),
        module(
            "Speech",
            ["Core", "LocalSystem", asyncHTTPClient, locks, logging, nioCore, nioHTTP1, nioPosix, nioSSL, subprocess]
        ),
        module("QueueStore", ["Core", "LocalSystem", grdb, locks]),
        module("LocalSystem", ["Core"]),
        module("TextKit", ["Core", "CICU"]),
        module("Core", []),

        tool("assembly-bench", "bench/assembly", ["Core", "Audio"]),
        tool("quality-bench", "bench/quality", ["Core", "Audio", "Quality", "TextKit"]),
        tool("store-bench", "bench/store", ["Core", "QueueStore", "LocalSystem"]),
        tool("restart-soak", "soak/restarts", ["Core", "Speech", logging], exclude: ["quick_sidecar.py"]),
        tool("text-fuzz", "fuzz", ["ManuscriptLaws", "Manuscripts", "Documents"]),

        .systemLibrary(
            name: "CSndfile",
            pkgConfig: "sndfile",
            providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]
        ),
        .systemLibrary(
            name: "CKissFFT",
            pkgConfig: kissFFT,
            providers: [.apt(["libkissfft-dev"]), .brew(["kissfft"])]
        ),
        .systemLibrary(
            name: "CEBUR128",
            pkgConfig: "libebur128",
            providers: [.apt(["libebur128-dev"]), .brew(["libebur128"])]
        ),
        .systemLibrary(
            name: "CSoxr",
            pkgConfig: "soxr",
            providers: [.apt(["libsoxr-dev"]), .brew(["libsoxr"])]
        ),
        .systemLibrary(
            name: "CMD4C",
            pkgConfig: "md4c",
            providers: [.apt(["libmd4c-dev"]), .brew(["md4c"])]
        ),
        .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),

        .target(
            name: "TestSupport",
            dependencies: ["Core", locks],
            path: "Tests/TestSupport",
            exclude: ["Programs"],
            swiftSettings: settings
        ),
        .target(
            name: "ManuscriptLaws",
            dependencies: ["Core", "TestSupport", "TextKit", "Documents", "Manuscripts"],
            path: "Tests/ManuscriptLaws",
            swiftSettings: settings
        ),
        .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: settings),
        tests(of: "TextKit"),
        tests(of: "Documents", ["ManuscriptLaws", "TextKit"]),
        tests(of: "Manuscripts", ["ManuscriptLaws", "Documents", "TextKit"]),
        tests(of: "Audio", ["Quality", "TextKit", crypto]),
        tests(of: "QueueStore", ["LocalSystem", grdb]),
        tests(of: "Quality", ["TextKit"]),
        tests(of: "Reporting", ["TextKit", crypto]),
        tests(of: "LocalSystem"),
        tests(of: "Speech", ["LocalSystem", asyncHTTPClient, locks, logging, nioCore, nioHTTP1]),
        tests(
            of: "Narration",
            ["QueueStore", "LocalSystem", "Audio", "Quality", "TextKit", "Speech", "Reporting", locks, logging]
        ),
        tests(
            of: "Commands",
            [
                "Narration", "QueueStore", "Documents", "Manuscripts", "Reporting", "Audio", "Speech", "Quality",
                "TextKit",
                "LocalSystem", grdb, locks,
            ]
        ),
    ]
)
