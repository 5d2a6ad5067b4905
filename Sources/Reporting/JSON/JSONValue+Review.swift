package import Core

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
