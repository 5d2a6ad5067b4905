internal import Core
internal import Foundation

/// One search of `SourceFinder` under way.
struct SourceSearch {
    private(set) var result = SourceFinder.Result()
    private var seen: Set<String> = []

    /// Adds a path of the command line.
    mutating func add(_ url: URL) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
            guard !reportGarbledName(url) else { return }
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
        if !isNamedAsText(url), isRegular(url) {
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
            if !FileManager.default.fileExists(atPath: child.path, isDirectory: &isDirectory) {
                // Without an extension it may be a folder of texts.
                if isNamedAsText(child) || child.pathExtension.isEmpty {
                    reportGarbledName(child)
                }
            } else if isDirectory.boolValue {
                addFolder(child)
            } else if isNamedAsText(child), isRegular(child) {
                take(child)
            }
        }
    }

    private func isNamedAsText(_ url: URL) -> Bool {
        SourceFinder.textExtensions.contains(url.pathExtension.lowercased())
    }

    /// Pipes and devices are read only when they are named outright, and then only once: what was read is gone.
    private func isRegular(_ url: URL) -> Bool {
        let path = url.resolvingSymlinksInPath().path
        return (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeRegular
    }

    /// Reports a path that leads nowhere because its name is no text: Swift puts other characters in place and cannot open it.
    ///
    /// - Returns: Whether that is what is wrong with the path.
    @discardableResult private mutating func reportGarbledName(_ url: URL) -> Bool {
        guard url.path.unicodeScalars.contains("\u{FFFD}") else { return false }
        fail(
            url,
            .inputUnreadable,
            "“\(url.path)” cannot be opened, because its name is not valid UTF-8.",
            remedy: "Rename it, or hand over its text: qwen-batch enqueue - < FILE"
        )
        return true
    }

    private mutating func fail(_ url: URL, _ code: ErrorCode, _ message: String, remedy: String) {
        result.problems.append(
            SourceFinder.Problem(path: url.path, error: BatchError(code, message, remedy: remedy))
        )
    }
}
