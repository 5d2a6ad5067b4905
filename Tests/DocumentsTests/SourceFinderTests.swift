import Core
@testable import Documents
import Foundation
import Testing

@Suite struct SourceFinderTests {
    private func names(_ result: SourceFinder.Result) -> [String] {
        result.sources.map(\.lastPathComponent)
    }

    @Test func takesTheTextsOfAFolderInNaturalOrder() throws {
        let files = [
            "ch10.txt", "ch2.txt", "ch1.txt", "Ch3.md", "part 2/a.text", "part 2/b.markdown", "part 10/c.txt",
            ".hidden.txt",
            ".git/d.txt", "cover.jpg", "ch2b.txt", "ch002.txt",
        ]
        try ScratchFolder.with(Dictionary(uniqueKeysWithValues: files.map { ($0, "words") })) { folder in
            let result = SourceFinder().find([folder])
            #expect(result.problems.isEmpty)
            #expect(
                names(result) == [
                    "ch1.txt", "ch002.txt", "ch2.txt", "ch2b.txt", "Ch3.md", "ch10.txt", "a.text", "b.markdown",
                    "c.txt",
                ]
            )
        }
    }

    @Test func keepsTheOrderOfTheArgumentsAndTakesNothingTwice() throws {
        try ScratchFolder.with(["b.txt": "words", "a.txt": "words"]) { folder in
            let b = folder.appending(path: "b.txt")
            #expect(names(SourceFinder().find([b, folder, b])) == ["b.txt", "a.txt"])
        }
    }

    @Test func oneBadPathHidesNoGoodOne() throws {
        let files = ["a.txt": "words", "story.rst": "words", "tool.bin": "\u{0}\u{1}\u{2}\u{3}", "empty/x.jpg": ""]
        try ScratchFolder.with(files) { folder in
            let paths = ["missing.txt", "a.txt", "story.rst", "tool.bin", "empty"].map { folder.appending(path: $0) }
            let result = SourceFinder().find(paths)
            #expect(names(result) == ["a.txt", "story.rst"])
            #expect(result.problems.map(\.error.code) == [.inputNotFound, .inputNotText, .inputNotFound])
            #expect(result.problems.map(\.path) == [paths[0], paths[3], paths[4]].map(\.path))
        }
    }

    @Test func onlyFilesAreTakenFromFolders() throws {
        try ScratchFolder.with(["a.txt": "words"]) { folder in
            try #require(mkfifo(folder.appending(path: "pipe.txt").path, 0o600) == 0)
            #expect(names(SourceFinder().find([folder])) == ["a.txt"])
            let outright = folder.appending(path: "pipe.txt")
            #expect(names(SourceFinder().find([outright])) == ["pipe.txt"])
        }
    }

    @Test func aBrokenNameIsNoMissingFile() throws {
        let result = SourceFinder().find([URL(filePath: "/nowhere/caf\u{FFFD}.txt")])
        #expect(result.problems.map(\.error.code) == [.inputUnreadable])
    }

    @Test func aLinkBackToAFolderAboveEnds() throws {
        try ScratchFolder.with(["a.txt": "words"]) { folder in
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "loop"),
                withDestinationURL: folder
            )
            #expect(names(SourceFinder().find([folder])) == ["a.txt"])
        }
    }
}
