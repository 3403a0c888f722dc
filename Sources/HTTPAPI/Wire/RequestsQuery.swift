import Hummingbird
import Jobs

/// The query of `GET /requests`.
struct RequestsQuery {
    static let longestPage = 1000
    private static let names = JobState.allCases.map(\.name)

    /// Any of these; all states if none is named.
    var states = Set(JobState.allCases)
    /// The `next` of the page before.
    var after: Jobs.RequestID?
    var limit = 100

    /// Throws a problem that says which parameter is wrong.
    init(_ parameters: Parameters?) throws(Problem) {
        guard let parameters else { return }
        if let text = parameters["status"] {
            states = []
            for name in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let state = JobState.allCases.first(where: { $0.name == name }) else {
                    throw Problem(
                        .invalidRequest,
                        "status must be one or several of \(Self.names.joined(separator: ", ")), with commas between.")
                }
                states.insert(state)
            }
        }
        if let text = parameters["after"] {
            guard let id = Jobs.RequestID(String(text)) else {
                throw Problem(.invalidRequest, "after must be the \"next\" of the page before.")
            }
            after = id
        }
        if let text = parameters["limit"] {
            guard let number = Int(text), 1...Self.longestPage ~= number else {
                throw Problem(.invalidRequest, "limit must be a whole number from 1 to \(Self.longestPage).")
            }
            limit = number
        }
    }
}
