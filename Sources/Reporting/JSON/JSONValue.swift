package import Core
package import Foundation

/// Something that can be written as JSON.
package protocol JSONValue {
    /// Writes the value where the writer stands.
    func writeJSON(to writer: inout JSONWriter)
}

extension String: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(self ? "true" : "false") }
}

extension Int: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(String(self)) }
}

extension Int32: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(String(self)) }
}

extension Int64: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(String(self)) }
}

extension Double: JSONValue {
    /// Thousandths are enough for seconds and for factors; what is no number becomes null.
    package func writeJSON(to writer: inout JSONWriter) {
        guard isFinite else { return writer.raw("null") }
        let rounded = magnitude < 1e12 ? (self * 1000).rounded() / 1000 : self
        if let whole = Int64(exactly: rounded) {
            writer.raw(String(whole))
        } else {
            writer.raw("\(rounded)")
        }
    }
}

extension Date: JSONValue {
    /// ISO 8601 in UTC, to the second.
    package func writeJSON(to writer: inout JSONWriter) { writer.string(Moment(self).iso8601) }
}

extension Optional: JSONValue where Wrapped: JSONValue {
    /// An absent value is an explicit null, so that every object always has all of its keys.
    package func writeJSON(to writer: inout JSONWriter) {
        switch self {
        case .some(let value): value.writeJSON(to: &writer)
        case .none: writer.raw("null")
        }
    }
}

extension Array: JSONValue where Element: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.array(self) }
}

extension Dictionary: JSONValue where Key == String, Value: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, value) in sorted(by: { $0.key < $1.key }) {
                writer.field(named: name, value)
            }
        }
    }
}

extension BatchError: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("code", code.rawValue)
            writer.field("details", details)
            writer.field("message", message)
            writer.field("remedy", remedy)
        }
    }
}

extension Diagnostic: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("code", code)
            writer.field("line", line)
            writer.field("message", message)
            writer.field("severity", severity.rawValue)
        }
    }
}

extension JobOptions: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("chapterFiles", chapterFiles)
            writer.field("format", format?.rawValue)
            writer.field("instructions", instructions)
            writer.field("language", language)
            writer.field("overwrite", overwrite)
            writer.field("seed", seed)
            writer.field("speed", speed)
            writer.field("voice", voice)
        }
    }
}

extension SidecarSession.Transition: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("at", at)
            writer.field("status", status.rawValue)
        }
    }
}

extension TakeReview: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("findings", findings)
            writer.field("measures", measures)
            writer.field("transcript", transcript)
        }
    }
}

extension TakeFinding: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("at", at)
            writer.field("kind", kind.rawValue)
            writer.field("limit", limit)
            writer.field("measured", measured)
            writer.field("sentence", "The take \(sentence).")
            writer.field("severity", severity)
        }
    }
}

extension TakeMeasures: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("clipped", clipped)
            writer.field("clippedAt", clippedAt)
            writer.field("echo", echo)
            writer.field("echoAt", echoAt)
            writer.field("echoSeconds", echoSeconds)
            writer.field("endDrop", endDrop)
            writer.field("expectedSeconds", expectedSeconds)
            writer.field("leadSeconds", leadSeconds)
            writer.field("level", level)
            writer.field("longestPause", longestPause)
            writer.field("noiseAt", noiseAt)
            writer.field("noiseFloor", noiseFloor)
            writer.field("noiseSeconds", noiseSeconds)
            writer.field("offset", offset)
            writer.field("pauseAt", pauseAt)
            writer.field("peak", peak)
            writer.field("speechSeconds", speechSeconds)
            writer.field("tailSeconds", tailSeconds)
            writer.field("toneAt", toneAt)
            writer.field("toneSeconds", toneSeconds)
        }
    }
}

extension TakeTranscript: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("added", added)
            writer.field("missing", missing)
            writer.field("model", model)
            writer.field("text", text)
            writer.field("wordErrorRate", wordErrorRate)
        }
    }
}
