package import Core

/// A stretch of the source that is not spoken, and why.
///
/// Every letter and number of a source is either in exactly one segment or in an omission.
package struct Omission: Sendable, Hashable {
    /// Why something is left out.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case gutenbergHeader
        case gutenbergLicence
        /// Who transcribed or produced the electronic text.
        case credits
        case contents
        case frontMatter
        case code
        case comment
        /// Markup that is written and not read: link targets, tags, entities.
        case markup
        case linkDefinition
        case footnoteMark
        case illustration
    }

    package let range: SourceRange
    package let reason: Reason

    package init(range: SourceRange, reason: Reason) {
        self.range = range
        self.reason = reason
    }
}
