internal import CMD4C

/// Has md4c read Markdown, and hands over what it says, in order.
///
/// The dialect is GitHub's without links that have no brackets. Lines that are indented are never code, since books
/// indent paragraphs, and words between HTML tags are text, since they would be read.
enum MarkdownStream {
    enum Block: Equatable {
        case document
        case quote
        case list(isNumbered: Bool)
        case item
        case thematicBreak
        case heading(level: Int)
        /// Between fences of this sign.
        case code(fence: UInt8)
        case paragraph
        case table
        case row
        case cell
    }

    enum Text {
        /// What is written is what is meant.
        case plain
        /// The same between backticks.
        case code
        /// `&amp;` and its like.
        case entity
        /// A tag, or a piece of one that goes over several lines.
        case html
    }

    enum Event {
        case enter(Block)
        case leave(Block)
        /// Bytes of the source; what md4c makes up itself, such as ends of lines, is left out.
        case text(Text, Range<Int>)
    }

    private static let flags =
        MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_NOHTMLBLOCKS

    /// What the functions that md4c calls need to know.
    private final class Receiver {
        private let base: UnsafePointer<CChar>
        private let count: Int
        let receive: (Event) -> Void

        init(base: UnsafePointer<CChar>, count: Int, receive: @escaping (Event) -> Void) {
            self.base = base
            self.count = count
            self.receive = receive
        }

        func text(_ type: MD_TEXTTYPE, _ text: UnsafePointer<CChar>?, _ size: MD_SIZE) {
            guard let text, text >= base, size > 0 else { return }
            let start = text - base
            guard start + Int(size) <= count else { return }
            let range = start..<start + Int(size)
            switch type {
            case MD_TEXT_ENTITY: receive(.text(.entity, range))
            case MD_TEXT_HTML: receive(.text(.html, range))
            case MD_TEXT_CODE: receive(.text(.code, range))
            case MD_TEXT_BR, MD_TEXT_SOFTBR, MD_TEXT_NULLCHAR: break
            default: receive(.text(.plain, range))
            }
        }
    }

    /// Reads a text to its end.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 without null characters, of less than 4 GiB.
    ///   - receive: Is given one event after another.
    /// - Returns: False when md4c runs out of memory; what it said until then is not all.
    static func read(_ bytes: [UInt8], receive: (Event) -> Void) -> Bool {
        withoutActuallyEscaping(receive) { receive in
            bytes.withUnsafeBytes { buffer in
                guard let base = buffer.assumingMemoryBound(to: CChar.self).baseAddress else { return true }
                let receiver = Receiver(base: base, count: buffer.count, receive: receive)
                var parser = MD_PARSER()
                parser.flags = UInt32(flags)
                parser.enter_block = { type, detail, receiver in
                    if let block = MarkdownStream.block(type, detail) {
                        MarkdownStream.receiver(receiver).receive(.enter(block))
                    }
                    return 0
                }
                parser.leave_block = { type, detail, receiver in
                    if let block = MarkdownStream.block(type, detail) {
                        MarkdownStream.receiver(receiver).receive(.leave(block))
                    }
                    return 0
                }
                parser.enter_span = { _, _, _ in 0 }
                parser.leave_span = { _, _, _ in 0 }
                parser.text = { type, text, size, receiver in
                    MarkdownStream.receiver(receiver).text(type, text, size)
                    return 0
                }
                return withExtendedLifetime(receiver) {
                    md_parse(base, MD_SIZE(buffer.count), &parser, Unmanaged.passUnretained(receiver).toOpaque()) == 0
                }
            }
        }
    }

    private static func receiver(_ pointer: UnsafeMutableRawPointer?) -> Receiver {
        guard let pointer else { preconditionFailure("md4c hands back what it was given") }
        return Unmanaged.fromOpaque(pointer).takeUnretainedValue()
    }

    private static func block(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) -> Block? {
        switch type {
        case MD_BLOCK_DOC: .document
        case MD_BLOCK_QUOTE: .quote
        case MD_BLOCK_UL: .list(isNumbered: false)
        case MD_BLOCK_OL: .list(isNumbered: true)
        case MD_BLOCK_LI: .item
        case MD_BLOCK_HR: .thematicBreak
        case MD_BLOCK_H: .heading(level: Int(detail?.load(as: MD_BLOCK_H_DETAIL.self).level ?? 1))
        case MD_BLOCK_CODE:
            .code(fence: UInt8(bitPattern: detail?.load(as: MD_BLOCK_CODE_DETAIL.self).fence_char ?? 0))
        case MD_BLOCK_P: .paragraph
        case MD_BLOCK_TABLE: .table
        case MD_BLOCK_TR: .row
        case MD_BLOCK_TH, MD_BLOCK_TD: .cell
        default: nil
        }
    }
}
