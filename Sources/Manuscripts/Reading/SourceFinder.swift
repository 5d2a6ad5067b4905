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

    static let markdownExtensions: Set<String> = ["md", "markdown", "mdown", "mkd"]
    /// What is taken from folders.
    static let textExtensions: Set<String> = markdownExtensions.union(["txt", "text"])

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
