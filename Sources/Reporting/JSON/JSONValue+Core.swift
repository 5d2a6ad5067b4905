package import Core

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
