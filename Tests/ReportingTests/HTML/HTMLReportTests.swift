import Core
import Crypto
import Foundation
@testable import Reporting
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct HTMLReportTests {
    let renderer = HTMLReportRenderer(timeZone: .gmt)

    private static let hostile = [
        "</title><script>alert(1)</script>", "\" onload=\"alert(1)\" x=\"", "' onerror='alert(1)",
        "<img src=x onerror=alert(1)>",
        "--><svg onload=alert(1)>", "]]><b>", "&lt;script&gt; & &amp;", "</style></script><iframe src=//x>",
        "javascript:alert(1)", "{{x}}${y}`z`", "{{{.policy}}}{{>notice}}{{#.parts}}",
        // A quotation mark with an accent is one character.
        "\"\u{301} onload=\"alert(1)", "'\u{301} onload='alert(1)", "<\u{338}script>&\u{301}lt;", "\r\n<b>",
    ]

    @Test(arguments: hostile)
    func whatComesFromOutsideStaysText(text: String) throws {
        let evidence = EvidenceReport.saying(text)
        let html = renderer.render(evidence)
        let page = ParsedPage(html)
        #expect(page.problem == nil)
        #expect(html.components(separatedBy: "<script").count == 2)
        #expect(html.components(separatedBy: "<style").count == 2)
        let names = Set(page.elements.map(\.name))
        #expect(names.isDisjoint(with: ["img", "iframe", "b", "object", "embed", "form", "base"]))
        let attributes = Set(page.elements.flatMap(\.attributes.keys))
        #expect(attributes.allSatisfy { !$0.lowercased().hasPrefix("on") && $0 != "style" })
        let seen = text.replacingOccurrences(of: "\r", with: "\u{FFFD}")
        #expect(page.elements("title").map(\.text) == ["\(seen) – qwen-batch report"])
        #expect(page.elements("p").contains { $0.attributes["dir"] == "auto" && $0.text == seen })
        #expect(page.elements("bdi").count { $0.text == seen } >= 8)
    }

    @Test func controlsAndDirectionsAreShownAsWhatTheyAreNot() throws {
        let page = ParsedPage(
            renderer.render(.saying("a\u{0}\u{8}\u{1B}[31m\u{85}\u{202E}b\u{2066}c\u{2069}\u{7F}d\ne"))
        )
        #expect(page.problem == nil)
        let seen = "a\u{FFFD}\u{FFFD}\u{FFFD}[31m\u{FFFD}\u{FFFD}b\u{FFFD}c\u{FFFD}\u{FFFD}d\ne"
        #expect(page.elements("p").contains { $0.attributes["dir"] == "auto" && $0.text == seen })
    }

    @Test func thePolicyAllowsItsOwnStyleAndScriptAndNothingElse() throws {
        let page = ParsedPage(renderer.render(.sample))
        let metas = page.elements("meta").filter { $0.attributes["http-equiv"] == "Content-Security-Policy" }
        let policy = try #require(metas.first?.attributes["content"])
        let directives = policy.components(separatedBy: "; ")
        func hash(_ text: String) -> String { Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString() }
        #expect(
            directives == [
                "default-src 'none'", "style-src 'sha256-\(hash(page.style))'",
                "script-src 'sha256-\(hash(page.script))'",
                "img-src data:", "media-src data:", "base-uri 'none'", "form-action 'none'",
            ]
        )
        // It holds for what stands behind it.
        let head = try #require(page.elements.first { $0.name == "head" })
        #expect(head.attributes.isEmpty)
        #expect(page.elements.map(\.name).prefix(4) == ["html", "head", "meta", "meta"])
    }

    /// What a template asks for and a value lacks is left empty.
    @Test(arguments: [EvidenceReport.sample, .sample(of: .withGap), .saying("x")])
    func everyAttributeHasItsValue(evidence: EvidenceReport) {
        let mayBeEmpty: Set = ["data-keys", "hidden", "data-filter", "data-kinds", "controls", "open"]
        for element in ParsedPage(renderer.render(evidence)).elements {
            let empty = element.attributes.filter { $0.value.isEmpty && !mayBeEmpty.contains($0.key) }
            #expect(empty.isEmpty, "\(element.name)")
            let mustHaveText = ["h1", "h2", "h3", "h4", "h5", "dt", "dd", "th", "td", "summary", "span", "bdi", "code"]
            #expect(!mustHaveText.contains(element.name) || !element.text.isEmpty, "\(element.name)")
        }
    }

    @Test func nothingIsLoadedFromOutside() {
        let html = renderer.render(.sample)
        #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("url("))
        for element in ParsedPage(html).elements {
            for name in ["src", "href", "srcset", "data", "action", "poster", "xlink:href"] {
                let value = element.attributes[name]
                #expect(value.map { $0.hasPrefix("#") || $0.hasPrefix("data:") } ?? true)
            }
        }
    }

    @Test func warningsOfAllJobsAreTold() {
        let page = ParsedPage(renderer.render(EvidenceReport(report: .sample, jobs: [])))
        let items = page.elements("li").map(\.text)
        #expect(items.contains("take.notHeard, 2 jobs (1, 4): In the first of them: 3 takes were not heard."))
        #expect(!items.contains { $0.contains("Only a note.") })
    }

    @Test func everyLinkLeadsSomewhere() {
        let page = ParsedPage(renderer.render(.sample))
        let names = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(names).count == names.count)
        let links = page.elements.compactMap { $0.attributes["href"] }.filter { $0.hasPrefix("#") }
        #expect(links.count >= 3)
        #expect(links.allSatisfy { names.contains(String($0.dropFirst())) })
        let labels = page.elements.compactMap { $0.attributes["aria-labelledby"] }
        #expect(labels.allSatisfy(names.contains))
    }

    @Test func aFlaggedPlaceHasItsEvidence() throws {
        let page = ParsedPage(renderer.render(.sample))
        let places = page.elements("article", class: "place")
        #expect(places.map { $0.attributes["data-kinds"] } == ["missingWords noise", ""])
        #expect(places[0].text.contains("≈ 1:02:05.4"))
        #expect(places[0].text.contains("The take has noise in it, at 1.3 s."))
        #expect(page.elements("del").map(\.text) == ["Dover"])
        #expect(page.elements("ins").map(\.text) == ["over"])
        let players = page.elements("audio")
        #expect(players.count == 1)
        #expect(players[0].attributes["src"]?.hasPrefix("data:audio/wav;base64,UklGR") == true)
        #expect(page.elements("li").compactMap { $0.attributes["data-at"] } == ["1.25"])
        #expect(page.elements("svg", class: "wave").count == 1)
        // One for the level and one for the pace.
        #expect(page.elements("polyline").count == 2)
        #expect(page.elements("circle").count == 2)
    }

    @Test(arguments: [(0.5, "0.5 s"), (1.0005, "1 s")])
    func aFindingIsMarkedInTheWaveformOfATake(at: Double, place: String) throws {
        let finding = TakeFinding(.cutOff, measured: 1, limit: 20, severity: 10, at: at)
        let view = WaveView(.sample, magnification: 1, findings: [finding])
        let page = ParsedPage("<div>" + PageTemplates.embedded.text("wave", view) + "</div>")
        let wave = try #require(page.elements("svg", class: "wave").first)
        #expect(wave.attributes["aria-label"]?.hasSuffix("marked at \(place)") == true)
        let mark = try #require(page.elements("line", class: "mark").first)
        let width = Double(TakeClip.sample.waveform.highs.count)
        #expect(mark.attributes["x1"] == (width * min(at, 1)).plain)
        #expect(mark.attributes["y2"] == "80")
    }

    @Test func flaggedAndFailedPlacesAreToldApart() {
        let page = ParsedPage(renderer.render(.sample))
        #expect(page.elements("h3").map(\.text).contains("Places: 1 flagged, 1 failed"))
    }

    @Test func levelsAreComparedAndNoMore() {
        let page = ParsedPage(renderer.render(.sample))
        let verdicts = page.elements("span").map(\.text).filter { $0.hasSuffix("the levels") }
        #expect(verdicts == ["does not meet the levels", "meets the levels", "does not meet the levels"])
        #expect(page.elements("td", class: "off").map(\.text) == ["2 h 30 min", "−23.2 dB"])
        let without = ParsedPage(renderer.render(.sample(of: .sample(layout: nil, levels: nil))))
        #expect(without.elements("p").contains { $0.text == "They were not measured." })
    }

    @Test func aSoundThatIsGoneIsSaid() {
        let evidence = EvidenceReport(
            report: Report(jobs: [JobDetailReport.sample.job.job], generatedAt: .evening),
            jobs: [JobEvidence(detail: .sample)]
        )
        let page = ParsedPage(renderer.render(evidence))
        #expect(page.problem == nil)
        #expect(page.elements("audio").isEmpty)
        #expect(page.elements("p").contains { $0.text == "The audio of this take is not on the page." })
        #expect(page.elements("p").contains { $0.text.hasPrefix("1 place without audio: ") })
    }

    @Test func aGapIsShownAsWhatItIs() throws {
        let page = ParsedPage(renderer.render(.sample(of: .withGap)))
        #expect(page.problem == nil)
        let place = try #require(page.elements("article").first)
        #expect(place.attributes["class"] == "place failed")
        #expect(place.attributes["data-kinds"] == "notSpoken")
        #expect(place.text.contains("Nothing is spoken here: a pause stands in the place of this text."))
        // There is nothing to hear, and no level to draw.
        #expect(page.elements("audio").isEmpty && page.elements("svg", class: "wave").isEmpty)
        #expect(page.elements("circle").isEmpty)
        #expect(page.elements("span", class: "badge").map(\.text) == ["completed", "with gaps", "not spoken"])
        #expect(page.elements("p").contains { $0.text == "1 of these places is not spoken." })
        #expect(EvidenceChoice.takes(of: [.withGap]).isEmpty)
        let table = ParsedPage(
            renderer.render(
                EvidenceReport(
                    report: Report(
                        jobs: [JobDetailReport.withGap.job.job, .sample(3, "Emma", .queued)],
                        generatedAt: .evening
                    ),
                    jobs: []
                )
            )
        )
        #expect(table.elements("span", class: "badge").map(\.text) == ["completed", "with gaps", "queued"])
        #expect(table.elements("dt").map(\.text).contains("Books with gaps"))
    }

    @Test func anOldTranscriptIsShownUnmarked() throws {
        let transcript = TakeTranscript(
            text: "it was the over road",
            model: "whisper",
            wordErrorRate: 0.2,
            missing: ["dover"],
            added: ["over"]
        )
        let finding = TakeFinding(.missingWords, measured: 1, limit: 0, severity: 2)
        let review = TakeReview(measures: TakeMeasures(), transcript: transcript, findings: [finding])
        let detail = JobDetailReport(
            job: .sample(2, "Two Cities", .completed),
            chapters: [],
            segments: [JobDetailReport.segment(2, chapter: 1, "It was the Dover road.", .done, take: 12)],
            takes: [JobDetailReport.take(12, for: 102, .accepted, review)],
            generatedAt: .evening
        )
        let page = ParsedPage(renderer.render(.sample(of: detail)))
        #expect(page.elements("del").isEmpty && page.elements("ins").isEmpty)
        let texts = page.elements("p").map(\.text)
        #expect(texts.contains("It was the Dover road.") && texts.contains("it was the over road"))
        #expect(texts.contains("Missing: dover · Added: over (heard by whisper)"))
    }

    /// What is handed over at once is one job without its places, or one place.
    @Test func thePageIsWrittenPieceByPiece() {
        var pieces: [String] = []
        renderer.write(.sample) { pieces.append($0) }
        #expect(pieces.joined() == renderer.render(.sample))
        #expect(pieces.count == 6)
        #expect(pieces.filter { $0.contains("<article") }.allSatisfy { $0.hasPrefix("<article") })
    }

    @Test func anEmptyQueueMakesAPage() {
        let page = ParsedPage(
            renderer.render(EvidenceReport(report: Report(jobs: [], generatedAt: .evening), jobs: []))
        )
        #expect(page.problem == nil)
        #expect(page.elements("main").first?.text.contains("The queue is empty.") == true)
    }

    @Test func theWorstTakesAreChosenFirst() {
        #expect(EvidenceChoice.takes(of: [.sample, .sample]).map(\.id) == [12])
        #expect(EvidenceChoice.takes(of: [.sample], limit: 0).isEmpty)
    }
}

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
