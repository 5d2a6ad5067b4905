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
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let locks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")

func tests(of module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.byName(name: module), "BatchCore", "BatchTestSupport"] + dependencies,
        swiftSettings: settings
    )
}

let package = Package(
    name: "qwen-batch",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "qwen-batch", targets: ["qwen-batch"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .executableTarget(
            name: "qwen-batch",
            dependencies: [
                "QwenBatchCommands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "QwenBatchCommands",
            dependencies: [
                "BatchCore", "JobProcessing", "JobStorage", "LocalSystem", "SpeechSidecar", "SpeechEndpoints",
                "SpeechHTTP", "Manuscripts", "SoundFiles", "Transcripts", "Reports", "TOMLKit", locks, logging,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "JobProcessing",
            dependencies: [
                "BatchCore", "SoundFiles", "Transcripts", locks, logging,
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "JobStorage",
            dependencies: ["BatchCore", "LocalSystem", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .target(
            name: "SpeechSidecar",
            dependencies: [
                "BatchCore", "LocalSystem", "SpeechHTTP", locks, logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "SpeechEndpoints",
            dependencies: [
                "BatchCore", "SpeechHTTP", locks,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "SpeechHTTP",
            dependencies: [
                "BatchCore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .target(name: "Manuscripts", dependencies: ["BatchCore", "CICU"], swiftSettings: settings),
        .target(
            name: "SoundFiles",
            dependencies: [
                "BatchCore", "CEBUR128", "CKissFFT", "CSndfile", "CSoxr",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings + optimizedWhileDebugging
        ),
        .target(name: "Transcripts", dependencies: ["BatchCore"], swiftSettings: settings),
        .target(
            name: "Reports",
            dependencies: ["BatchCore", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .target(name: "LocalSystem", dependencies: ["BatchCore"], swiftSettings: settings),
        .target(name: "BatchCore", swiftSettings: settings),
        .executableTarget(
            name: "assembly-bench",
            dependencies: [
                "BatchCore", "SoundFiles",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "bench/assembly",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "quality-bench",
            dependencies: [
                "BatchCore", "SoundFiles", "Transcripts",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "bench/quality",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "store-bench",
            dependencies: [
                "BatchCore", "JobStorage", "LocalSystem",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "bench/store",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "restart-soak",
            dependencies: [
                "BatchCore", "SpeechSidecar", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "soak/restarts",
            exclude: ["quick_sidecar.py"],
            swiftSettings: settings
        ),
        .target(
            name: "BatchTestSupport",
            dependencies: ["BatchCore", locks],
            path: "Tests/BatchTestSupport",
            exclude: ["Programs"],
            swiftSettings: settings
        ),
        .target(
            name: "ManuscriptLaws",
            dependencies: ["BatchCore", "BatchTestSupport", "Manuscripts"],
            path: "Tests/ManuscriptLaws",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "text-fuzz",
            dependencies: [
                "ManuscriptLaws", "Manuscripts",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "fuzz",
            swiftSettings: settings
        ),
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
        .target(
            name: "CICU",
            linkerSettings: [.linkedLibrary("icuuc")]
        ),
        tests(of: "Manuscripts", ["ManuscriptLaws"]),
        tests(of: "SoundFiles", ["CEBUR128"]),
        tests(of: "JobStorage", ["LocalSystem", locks, .product(name: "GRDB", package: "GRDB.swift")]),
        tests(of: "Transcripts"),
        tests(of: "Reports", [.product(name: "Crypto", package: "swift-crypto")]),
        tests(of: "LocalSystem"),
        tests(
            of: "SpeechSidecar",
            ["LocalSystem", locks, logging]
        ),
        tests(
            of: "SpeechHTTP",
            [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        tests(of: "SpeechEndpoints", ["SpeechHTTP", locks]),
        tests(of: "JobProcessing", ["JobStorage", "LocalSystem", "SoundFiles", locks, logging]),
        tests(
            of: "QwenBatchCommands",
            [
                "JobProcessing", "JobStorage", "Manuscripts", "Reports", "SoundFiles", "SpeechSidecar", "Transcripts",
                locks,
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
    ]
)
