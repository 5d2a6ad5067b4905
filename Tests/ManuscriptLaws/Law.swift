/// What holds for every input, whatever it is.
package enum Law: String, Sendable, CaseIterable {
    /// Nothing crashes. Only a program that watches can find this one broken.
    case survival
    /// Every input is done within a time that its length explains.
    case time
    /// What cannot be used is refused with a code of its own, and only what has nothing to say counts as empty.
    case errors
    /// Every letter and number is in exactly one segment or reported as left out.
    case accounting
    /// Segments and omissions lie in the source, in order, between scalars.
    case ranges
    /// A segment holds nothing but what can be spoken or shapes it.
    case texts
    /// No segment is longer than was asked for.
    case lengths
    /// The segments of a paragraph are its text; only what has no letter falls away where it is cut.
    case paragraphs
    /// No cut parts a character, such as a letter and its accents.
    case characters
    /// Titles and names are short single lines that can be shown and written as tags.
    case metadata
    /// Diagnostics point at lines that there are, and no omission goes unreported.
    case diagnostics
    /// The same input is planned the same way twice.
    case repeatability
    /// It makes no difference how the ends of lines are written.
    case lineEnds
    /// It makes no difference in which form of Unicode a text is stored.
    case encodings
}

/// A law that an input breaks, and how.
package struct Breach: Sendable, Hashable {
    package let law: Law
    package let details: String

    package init(_ law: Law, _ details: String) {
        self.law = law
        self.details = details
    }
}
