// The audit log's form: lines that name the line before, so that whoever changes one has to change all that follow, and
// the head that others have seen gives it away.
//
// A line is `<hash> <facts>`, the facts one JSON object, the hash SHA-256 over the hash before, a line feed and the
// facts' bytes, in hexadecimal. The first line's hash before is 64 zeros. Nothing is read leniently: a line is exactly
// these bytes, so every byte of the file counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::deploy {

/// Where a log ends: how many lines, and the last one's hash (64 zeros for none).
struct AuditHead {
  std::int64_t count = 0;
  std::string hash = std::string(64, '0');
};

/// The line after `head`, with its line feed. `facts` get `n`, the line's number, as their first member.
[[nodiscard]] std::string audit_line(const AuditHead& head, const json::object& facts);
/// The head behind that line.
[[nodiscard]] AuditHead head_after(const AuditHead& head, std::string_view line);

/// Follows a log line by line.
class AuditReader {
 public:
  AuditReader() = default;
  /// Goes on from a place that was found right.
  explicit AuditReader(AuditHead from) : head_(std::move(from)) {}

  /// Takes the next line without its line feed. Errors: kInvalid, what is wrong with it; the reader stays before it.
  [[nodiscard]] Result<json::object> take(std::string_view line);
  [[nodiscard]] const AuditHead& head() const { return head_; }

 private:
  AuditHead head_;
};

struct AuditProblem {
  /// From 1; the line after the last when something is missing there.
  std::int64_t line = 0;
  std::string message;
};

struct AuditVerdict {
  /// Of the lines that are right, from the start.
  AuditHead head = {};
  std::optional<AuditProblem> problem = {};
};

/// Verifies a whole log. With `known_head`, a hash that somebody has kept (from a notification), the log has to contain
/// it: a log that was cut off before it is found.
[[nodiscard]] AuditVerdict verify_audit(std::string_view text, const std::optional<std::string>& known_head);

}  // namespace ropewalk::deploy
