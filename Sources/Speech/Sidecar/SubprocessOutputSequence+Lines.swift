internal import Foundation
internal import Subprocess

extension SubprocessOutputSequence {
    /// Hands over the lines that the process writes, until its output ends.
    ///
    /// Nothing that it writes keeps this from reading on: a pipe that nobody reads would stop the process.
    func forEachLine(_ body: (String) -> Void) async {
        var splitter = LineSplitter()
        do {
            for try await buffer in self {
                let bytes = buffer.withUnsafeBytes { Data($0) }
                splitter.add(bytes).forEach(body)
            }
        } catch {
            // A stream that breaks off is the end of the process, which others notice.
        }
        splitter.finish().map(body)
    }
}
