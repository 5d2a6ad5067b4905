internal import Core

/// The head of one column.
struct TableColumn {
    let title: String
    let isNumber: Bool

    init(_ title: String, isNumber: Bool = false) {
        self.title = title
        self.isNumber = isNumber
    }
}

extension HTMLReportRenderer {
    /// A table that scrolls by itself on a narrow screen.
    func table(
        _ columns: [TableColumn],
        caption: String? = nil,
        _ page: inout HTMLWriter,
        rows: (inout HTMLWriter) -> Void
    ) {
        page.element("div", ["class": "scroll"]) { page in
            page.element("table") { page in
                if let caption { page.element("caption", text: caption) }
                page.element("thead") { page in
                    page.element("tr") { page in
                        for column in columns {
                            let kind = column.isNumber ? "n" : nil
                            page.element("th", ["scope": "col", "class": kind], text: column.title)
                        }
                    }
                }
                page.element("tbody", [:], rows)
            }
        }
        page.newLine()
    }

    func badge(of state: JobState, _ page: inout HTMLWriter) {
        let mood =
            switch state {
            case .completed: "badge good"
            case .failed, .blocked: "badge bad"
            case .queued, .running, .cancelled: "badge"
            }
        page.element("span", ["class": mood], text: state.rawValue)
    }

    /// An error with its remedy and its details.
    func notice(_ heading: String, _ error: BatchError, _ page: inout HTMLWriter) {
        page.element("div", ["class": "notice"]) { page in
            page.element("p") { page in
                page.element("strong") { $0.isolated(heading) }
                page.text(": ")
                page.isolated(error.message)
                page.text(" ")
                page.element("code", text: error.code.rawValue)
            }
            page.element("p") { page in
                page.text("→ ")
                page.isolated(error.remedy)
            }
            guard !error.details.isEmpty else { return }
            page.element("details") { page in
                page.element("summary", text: "Details")
                let details = error.details.sorted { $0.key < $1.key }
                page.element("pre", text: details.map { "\($0.key): \($0.value)" }.joined(separator: "\n"))
            }
        }
    }
}
