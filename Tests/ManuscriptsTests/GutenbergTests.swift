import Core
import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct GutenbergTests {
    private static let header = """
        The Project Gutenberg EBook of The Lamp, by Edda Quill

        This eBook is for the use of anyone anywhere.

        Title: The Lamp
               or, A Light on the Quay

        Author: Edda Quill

        Language: German


        """
    private static let story = "\n\n\nCHAPTER I\n\nThe lamp burned all night.\n\n\n"

    @Test(arguments: [
        (
            "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***",
            "*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***"
        ),
        (
            "*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***",
            "*** END OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***"
        ),
        ("***START OF THE PROJECT GUTENBERG EBOOK THE LAMP***", "End of the Project Gutenberg EBook of The Lamp"),
        (
            "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP, OR\nA LIGHT ON THE QUAY ***",
            "End of Project Gutenberg's The Lamp"
        ),
        (
            "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
            "End of The Project Gutenberg Etext of The Lamp"
        ),
    ])
    func headerAndLicenceAreLeftOut(start: String, end: String) throws {
        let book = try Book(Self.header + start + Self.story + end + "\n\nSection 1. Terms of use.\n")
        #expect(book.texts == ["CHAPTER I", "The lamp burned all night."])
        #expect(book.titles == ["CHAPTER I"])
        #expect(book.manuscript.title == "The Lamp or, A Light on the Quay")
        #expect(book.manuscript.author == "Edda Quill")
        #expect(book.manuscript.language == "de")
        #expect(book.diagnosticCodes == ["text.omitted.gutenbergHeader", "text.omitted.gutenbergLicence"])
        #expect(book.manuscript.diagnostics[0].message.contains("lines 1 to"))
    }

    @Test(arguments: [
        "Produced by A. Reader and B. Writer", "Transcribed from the 1908 edition by\nA. Reader",
        "[Transcriber's Note: a]",
    ])
    func creditsAreLeftOut(credit: String) throws {
        let start = "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***\n\n\n"
        let book = try Book(Self.header + start + credit + Self.story)
        #expect(book.texts.first == "CHAPTER I")
        #expect(book.omitted(.credits) == [credit])
    }

    @Test func aBookThatOnlyMentionsItIsLeftAlone() throws {
        let book = try Book("She read it on Project Gutenberg.\n\nProduced by hand, it was a fine lamp.")
        #expect(book.texts.count == 2)
        #expect(book.manuscript.omissions.isEmpty)
    }
}
