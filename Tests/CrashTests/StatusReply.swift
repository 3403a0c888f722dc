import Foundation
import TestSupport

/// What a test reads of a status document, of a 202, or of `GET /status`.
struct StatusReply {
    private let json: [String: Any]

    init(_ reply: HTTPReply) throws {
        json = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any] ?? [:]
    }

    var id: String? { json["request_id"] as? String }
    var state: String? { json["status"] as? String }
    var failure: String? { (json["error"] as? [String: Any])?["code"] as? String }
    var summary: String? { (json["result"] as? [String: Any])?["summary"] as? String }

    /// A number of `GET /status`, by section and name.
    func number(_ section: String, _ name: String) -> Int? {
        (json[section] as? [String: Any])?[name] as? Int
    }
}
