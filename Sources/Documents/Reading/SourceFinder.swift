package import Core
package import Foundation

/// Turns the paths of a command line into the text files they stand for.
package struct SourceFinder: Sendable {
    /// What was found; one bad path never hides the others.
    package struct Result: Sendable {
        /// Files in the order of the arguments, those of a folder in natural order; none twice.
        package var sources: [URL] = []
        /// What could not be used, by the path as it was given or found.
        package var problems: [Problem] = []
    }

    /// A path that cannot be used, and why.
    package struct Problem: Sendable, Hashable {
        package let path: String
        package let error: BatchError
    }

    package init() {}

    /// Looks up files and folders; folders are searched to the bottom, without hidden files.
    ///
    /// A file named outright is taken whatever its extension, as long as it is text.
    package func find(_ urls: [URL]) -> Result {
        var search = SourceSearch()
        for url in urls {
            search.add(url)
        }
        return search.result
    }
}

/// What one call of `SourceFinder.find` has found so far.
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
        SourceFormats.extensions.contains(url.pathExtension.lowercased())
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

/// Orders names as people do: `ch2` before `ch10`, whatever the case.
enum NaturalOrder {
    static func areInOrder(_ first: String, _ second: String) -> Bool {
        let parts = (chunks(first), chunks(second))
        for (left, right) in zip(parts.0, parts.1) where left != right {
            return left.isBefore(right)
        }
        return parts.0.count == parts.1.count ? first < second : parts.0.count < parts.1.count
    }

    /// A run of digits or of anything else.
    private enum Chunk: Equatable {
        /// Digits without leading zeros, as text: numbers have no largest one.
        case number(String)
        case text(String)

        func isBefore(_ other: Chunk) -> Bool {
            switch (self, other) {
            case (.number(let left), .number(let right)): (left.count, left) < (right.count, right)
            case (.text(let left), .text(let right)): left < right
            case (.number, .text): true
            case (.text, .number): false
            }
        }
    }

    private static func chunks(_ name: String) -> [Chunk] {
        var result: [Chunk] = []
        var rest = Substring(name.lowercased())
        while let first = rest.first {
            let isDigit = ("0"..."9").contains(first)
            let run = rest.prefix { ("0"..."9").contains($0) == isDigit }
            result.append(isDigit ? .number(String(run.drop { $0 == "0" })) : .text(String(run)))
            rest = rest.dropFirst(run.count)
        }
        return result
    }
}
