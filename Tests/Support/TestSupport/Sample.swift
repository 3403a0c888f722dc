package import Analysis
package import Jobs

/// Values for tests, complete and unremarkable: a test names only what it is about.
package enum Sample {
    package static let model = ModelIdentity(provider: "sample", model: "first")
    package static let otherModel = ModelIdentity(provider: "sample", model: "second")

    /// Equal texts and options have equal fingerprints; ids are always new.
    /// - Parameter key: the idempotency key; its body is the text.
    package static func submission(
        _ text: String = "A text.", at time: Timestamp = ManualTime.start, priority: Priority = .normal,
        principal: Principal = .anonymous, sharing: Submission.Sharing = .shared,
        models: [ModelIdentity] = [Sample.model], options: AnalysisOptions = AnalysisOptions(),
        reference: String? = nil, key: String? = nil
    ) -> Submission {
        let work = AnalysisWork(Document(text: text), options)
        let fingerprint = fingerprint(of: work.document, options: options)
        return Submission(
            id: id(at: time), principal: principal, fingerprint: fingerprint, models: models, payload: work.payload,
            priority: priority, sharing: sharing, reference: reference,
            idempotency: key.map { IdempotencyKey(key: $0, body: fingerprint.bytes) })
    }

    /// A new id of this time.
    package static func id(at time: Timestamp = ManualTime.start) -> RequestID {
        var generator = SystemRandomNumberGenerator()
        return RequestID(at: time, using: &generator)
    }

    package static func fingerprint(of document: Document, options: AnalysisOptions = AnalysisOptions()) -> Fingerprint
    {
        AnalysisProfile(model: model, prompt: "sample 1").fingerprint(of: document, options: options)
    }

    /// A stored result that says whose it is.
    package static func result(_ summary: String = "A summary.", model: ModelIdentity = Sample.model) -> StoredResult {
        StoredResult(json: Array(#"{"summary":"\#(summary)"}"#.utf8), model: model)
    }

    /// An analysis whose summary opens as its document does, so that a test sees whose answer is whose.
    package static func analysis(of document: Document) -> Analysis {
        let opening = (document.text ?? document.abstract ?? document.title ?? "").prefix(60)
        return Analysis(
            summary: "About: \(opening)", keyPoints: ["One point."], methods: "None.", limitations: "None.",
            keywords: ["sample"])
    }
}
