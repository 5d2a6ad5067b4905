internal import BatchCore
internal import Foundation

/// One search of `SourceFinder` under way.
struct SourceSearch {
    private(set) var result = SourceFinder.Result()
    private var seen: Set<String> = []

    /// Adds a path of the command line.
    mutating func add(_ url: URL) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
            fail(
                url,
                .inputNotFound,
                "There is no file or folder at “\(url.path)”.",
                remedy: "Check the path, and quote it if it holds spaces."
            )
            return
        }
        guard isDirectory.boolValue else {
            addFile(url)
            return
        }
        let before = (result.sources.count, result.problems.count, seen.count)
        addFolder(url)
        if before == (result.sources.count, result.problems.count, seen.count - 1) {
            fail(
                url,
                .inputNotFound,
                "There is no text file in “\(url.path)”.",
                remedy: "Put .txt or .md files into it, or name other files outright."
            )
        }
    }

    private mutating func addFile(_ url: URL) {
        if !SourceFinder.textExtensions.contains(url.pathExtension.lowercased()) {
            do {
                try checkIsText(url)
            } catch let error as BatchError {
                result.problems.append(SourceFinder.Problem(path: url.path, error: error))
                return
            } catch {
                fail(
                    url,
                    .inputUnreadable,
                    "“\(url.path)” cannot be read: \(error.localizedDescription)",
                    remedy: "Give yourself permission to read it, then enqueue it again."
                )
                return
            }
        }
        take(url)
    }

    /// Looks at the start of a file with an unknown extension; longer files cannot be judged by less than 64 KiB.
    private func checkIsText(_ url: URL) throws {
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        let head = try handle.read(upToCount: 1 << 16) ?? Data()
        _ = try TextDecoder(name: url.lastPathComponent).decode([UInt8](head))
    }

    private mutating func take(_ url: URL) {
        if seen.insert(url.resolvingSymlinksInPath().path).inserted {
            result.sources.append(url)
        }
    }

    private mutating func addFolder(_ url: URL) {
        // A link may lead back to a folder above.
        guard seen.insert(url.resolvingSymlinksInPath().path).inserted else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: url.path)
        } catch {
            fail(
                url,
                .inputUnreadable,
                "The folder “\(url.path)” cannot be read: \(error.localizedDescription)",
                remedy: "Give yourself permission to read it, then enqueue it again."
            )
            return
        }
        let visible = names.filter { !$0.hasPrefix(".") }.sorted(by: NaturalOrder.areInOrder)
        for name in visible {
            let child = url.appendingPathComponent(name)
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: child.path, isDirectory: &isDirectory) else { continue }
            if isDirectory.boolValue {
                addFolder(child)
            } else if SourceFinder.textExtensions.contains(child.pathExtension.lowercased()) {
                take(child)
            }
        }
    }

    private mutating func fail(_ url: URL, _ code: ErrorCode, _ message: String, remedy: String) {
        result.problems.append(
            SourceFinder.Problem(path: url.path, error: BatchError(code, message, remedy: remedy))
        )
    }
}
