/// What can go wrong with a call. The names are those of settings and of marks in texts: `fault:truncated`.
package enum FaultKind: String, CaseIterable, Sendable {
    /// Refused before anything is charged. `5xx` is 500, 502 or 503.
    case unauthorized = "401"
    case unknownModel = "404"
    case tooLarge = "413"
    case rateLimited = "429"
    case capacity = "498"
    case server = "5xx"

    /// Charged, and not answered as asked: `json_validate_failed`, late, not before the client gives up, not at all, in
    /// part, with half of the content, with prose or broken JSON.
    case failedJSON = "400"
    case slow
    case hang
    case cut
    case cutBody = "cutbody"
    case truncated
    case notJSON = "notjson"

    /// One item of a pack is left out, there twice, exchanged with its neighbour, under an id that nobody asked for, or
    /// refused by the model. Calls without a pack are spared.
    case missing
    case doubled
    case swapped
    case foreign
    case refusal

    var isOfItem: Bool {
        switch self {
        case .missing, .doubled, .swapped, .foreign, .refusal: true
        default: false
        }
    }
}
