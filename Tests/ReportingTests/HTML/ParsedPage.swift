import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A page taken apart by an XML parser, which takes no mistakes; style and script are set apart first.
final class ParsedPage: NSObject, XMLParserDelegate {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// Of it and all that is in it.
        var text = ""
    }

    let script: String
    let style: String
    private(set) var elements: [Element] = []
    private(set) var problem: (any Error)?
    private var open: [Int] = []

    init(_ page: String) {
        let (withoutScript, script) = Self.cut("script", from: page)
        let (rest, style) = Self.cut("style", from: withoutScript)
        self.script = script
        self.style = style
        super.init()
        let parser = XMLParser(data: Data(rest.utf8))
        parser.delegate = self
        _ = parser.parse()
        problem = parser.parserError
    }

    func elements(_ name: String, class kind: String? = nil) -> [Element] {
        elements.filter { element in
            let kinds = element.attributes["class"]?.split(separator: " ").map(String.init) ?? []
            return element.name == name && kind.map(kinds.contains) ?? true
        }
    }

    private static func cut(_ name: String, from page: String) -> (String, String) {
        guard let start = page.range(of: "<\(name)>"), let end = page.range(of: "</\(name)>") else { return (page, "") }
        let content = page[start.upperBound..<end.lowerBound]
        return (page.replacingCharacters(in: start.upperBound..<end.lowerBound, with: ""), String(content))
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        for index in open { elements[index].text += text }
    }
}
