package import Core
internal import TextKit

/// A source as read: its text, the blocks that it is made of, and what of it is not to be spoken.
///
/// Every letter and number of its parts is in a block or in an omission, so that nothing can get lost unseen.
package struct Document: Sendable {
    /// What messages call the source: its file name, or `standard input`.
    package let name: String
    /// The texts that locators point into; plain text and Markdown have one.
    package let parts: [SourceBytes]
    /// In reading order.
    package let blocks: [DocumentBlock]
    /// What is not spoken, in the order of the source, never overlapping.
    package let omissions: [Omission]
    package let metadata: DocumentMetadata
    /// What was noticed while it was read; omissions are told of later, with those that speech makes.
    package internal(set) var diagnostics: [Diagnostic] = []

    /// The stretches of all blocks one behind the other.
    private let lines: [Stretch]
    /// What stands within the blocks and is not spoken as it is written, in order, of each part.
    private let skips: [[Skip]]

    init(_ builder: DocumentBuilder) {
        name = builder.name
        parts = [builder.source]
        blocks = builder.blocks
        lines = builder.lines
        skips = [builder.skips.sorted { $0.range.lowerBound < $1.range.lowerBound }]
        omissions = Omission.list(builder.omissions)
        metadata = builder.metadata
    }

    /// The whole text, part after part.
    package var text: String { parts.map { $0.string(0..<$0.bytes.count) }.joined() }

    /// The bytes of a block's lines, or of the cells of a table's row, within its part.
    package func lines(of block: DocumentBlock) -> [Range<Int>] {
        lines[Int(block.lines.lowerBound)..<Int(block.lines.upperBound)].map(\.range)
    }

    /// Where a block stands, from its first to its last line; nil for a scene break.
    package func locator(of block: DocumentBlock) -> Locator? {
        guard let first = lines(of: block).first, let last = lines(of: block).last else { return nil }
        return Locator(part: block.part, range: first.lowerBound..<last.upperBound)
    }

    /// What of a part is not spoken as it is written, in order.
    package func skips(in part: Int) -> [Skip] { skips[part] }
}

/// A heading, a paragraph or a break between scenes.
package struct DocumentBlock: Sendable, Hashable {
    /// What a block is.
    package enum Kind: Sendable, Hashable {
        /// `level` is 1 for a book or part, then deeper; 0 is the title of the whole work, which names no chapter. One that
        /// starts no chapter stands inside of one.
        case heading(level: Int, startsChapter: Bool)
        /// A paragraph, a list item or the row of a table.
        case body
        /// What follows is another scene; it has no lines.
        case sceneBreak
    }

    package let kind: Kind
    /// How its lines are joined.
    package let join: LineJoin
    /// Whether it is the title of the whole work, should the metadata have none.
    package let namesWork: Bool
    /// Which of the document's parts it stands in.
    package let part: Int
    fileprivate let lines: Range<UInt32>

    init(kind: Kind, join: LineJoin, namesWork: Bool, part: Int, lines: Range<UInt32>) {
        self.kind = kind
        self.join = join
        self.namesWork = namesWork
        self.part = part
        self.lines = lines
    }
}

/// How the end of a line is spoken when the text goes on.
package enum LineJoin: Sendable, Hashable {
    /// As a space, or as nothing after a hyphen or between scripts that write none.
    case space
    /// As the end of a sentence, unless one stands there: between the lines of a heading.
    case stop
    /// As a comma: between the cells of a table.
    case comma
}

/// A place in a document, kept small: a text of 10 MB can have millions.
package struct Locator: Sendable, Hashable {
    private let index: UInt32
    private let stretch: Stretch

    package init(part: Int = 0, range: Range<Int>) {
        index = UInt32(part)
        stretch = Stretch(range)
    }

    /// Which of the document's parts.
    package var part: Int { Int(index) }
    /// The UTF-8 bytes within the part.
    package var range: Range<Int> { stretch.range }
}

/// A range of bytes below 4 GiB.
struct Stretch: Sendable, Hashable {
    private let start: UInt32
    private let end: UInt32

    init(_ range: Range<Int>) {
        start = UInt32(range.lowerBound)
        end = UInt32(range.upperBound)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// A stretch of a line that is not spoken, or is spoken as something else.
package struct Skip: Sendable, Hashable {
    private let stretch: Stretch
    /// What is spoken in its place.
    package let replacement: Unicode.Scalar?

    init(_ range: Range<Int>, replacement: Unicode.Scalar? = nil) {
        stretch = Stretch(range)
        self.replacement = replacement
    }

    package var range: Range<Int> { stretch.range }
}

/// What a source says of itself in its header, its front matter or on its title page.
package struct DocumentMetadata: Sendable, Hashable {
    package var title: String?
    package var author: String?
    /// A BCP 47 tag.
    package var language: String?

    package init(title: String? = nil, author: String? = nil, language: String? = nil) {
        self.title = title
        self.author = author
        self.language = language
    }

    /// Fills what is still unknown; what has nothing to show stays unknown.
    package mutating func add(_ other: DocumentMetadata) {
        title = title ?? other.title.flatMap(TitleLine.clean)
        author = author ?? other.author.flatMap(TitleLine.clean)
        language = language ?? other.language
    }
}

/// Collects what a format finds while it goes through a text from top to bottom.
struct DocumentBuilder {
    let name: String
    let source: SourceBytes
    var metadata = DocumentMetadata()
    private(set) var blocks: [DocumentBlock] = []
    fileprivate private(set) var lines: [Stretch] = []
    fileprivate private(set) var skips: [Skip] = []
    fileprivate private(set) var omissions: [(range: Range<Int>, reason: Omission.Reason)] = []

    init(name: String, source: SourceBytes) {
        self.name = name
        self.source = source
    }

    /// Adds a block, given as the stretches of its lines.
    mutating func add(
        _ kind: DocumentBlock.Kind,
        _ pieces: some Sequence<Range<Int>>,
        join: LineJoin = .space,
        namesWork: Bool = false
    ) {
        let start = UInt32(lines.count)
        lines.append(contentsOf: pieces.lazy.map(Stretch.init))
        let range = start..<UInt32(lines.count)
        blocks.append(DocumentBlock(kind: kind, join: join, namesWork: namesWork, part: 0, lines: range))
    }

    /// Adds a heading that starts a chapter, or joins the one right above it.
    mutating func addChapterHeading(_ pieces: some Sequence<Range<Int>>, level: Int, join: LineJoin = .space) {
        add(.heading(level: level, startsChapter: true), pieces, join: join)
    }

    mutating func addSceneBreak() { add(.sceneBreak, EmptyCollection()) }

    mutating func omit(_ range: Range<Int>, _ reason: Omission.Reason) {
        guard !range.isEmpty else { return }
        omissions.append((range, reason))
    }

    mutating func skip(_ range: Range<Int>, replacement: Unicode.Scalar? = nil) {
        skips.append(Skip(range, replacement: replacement))
    }
}
