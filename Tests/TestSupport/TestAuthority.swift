package import Foundation

/// A certificate authority of a test's own, with a certificate for this machine's loopback address.
package struct TestAuthority {
    /// The authority's certificate, in PEM.
    package let certificate: URL
    /// The server's certificate and its key, in PEM.
    package let serverCertificate: URL
    package let serverKey: URL

    /// Makes one in a folder, with the system's `openssl`.
    ///
    /// - Parameters:
    ///   - folder: Where the files go.
    ///   - name: What their names begin with.
    ///   - address: What the server's certificate is for.
    /// - Throws: Errors of the file system.
    package init(in folder: URL, named name: String = "test", for address: String = "IP:127.0.0.1") throws {
        func file(_ suffix: String) -> URL { folder.appending(path: "\(name)-\(suffix).pem") }
        certificate = file("authority")
        serverCertificate = file("server")
        serverKey = file("server-key")
        let authorityKey = file("authority-key")
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        let authority = ["-subj", "/CN=\(name) authority", "-keyout", authorityKey.path, "-out", certificate.path]
        try Self.openssl(["req", "-x509"] + authority + key)
        let signer = ["-CA", certificate.path, "-CAkey", authorityKey.path]
        let server = ["-subj", "/CN=\(name) server", "-keyout", serverKey.path, "-out", serverCertificate.path]
        let extensions = ["-addext", "subjectAltName=\(address)", "-addext", "basicConstraints=critical,CA:FALSE"]
        try Self.openssl(["req", "-x509"] + server + extensions + signer + key)
    }

    private static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
    }
}
