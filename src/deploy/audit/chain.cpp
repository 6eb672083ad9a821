#include "deploy/audit/chain.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "deploy/audit/kept_head.h"

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kHashLength = 64;

std::string chained_hash(std::string_view before, std::string_view facts) {
  Sha256 digest;
  digest.update(before);
  digest.update("\n");
  digest.update(facts);
  return to_hex(digest.finish());
}

}  // namespace

std::string audit_line(const AuditHead& head, const json::object& facts) {
  json::object numbered{{"n", head.count + 1}};
  for (const auto& [name, value] : facts) {
    if (name != "n") {
      numbered[name] = value;
    }
  }
  const std::string text = to_json_text(numbered);
  return fmt::format("{} {}\n", chained_hash(head.hash, text), text);
}

AuditHead head_after(const AuditHead& head, std::string_view line) {
  return {head.count + 1, std::string(line.substr(0, kHashLength))};
}

Result<json::object> AuditReader::take(std::string_view line) {
  if (line.size() < kHashLength + 3 || line[kHashLength] != ' ') {
    return fail(ErrorKind::kInvalid, "it is not `<hash> <facts>`");
  }
  const std::string_view facts = line.substr(kHashLength + 1);
  if (chained_hash(head_.hash, facts) != line.substr(0, kHashLength)) {
    return fail(ErrorKind::kInvalid, "its hash is not that of the line before and its facts");
  }
  auto value = parse_json(facts, "the audit log");
  if (!value || !value->is_object()) {
    return fail(ErrorKind::kInvalid, "its facts are no JSON object");
  }
  const json::value* const number = value->as_object().if_contains("n");
  if (number == nullptr || !number->is_int64() || number->as_int64() != head_.count + 1) {
    return fail(ErrorKind::kInvalid, fmt::format("its number is not {}", head_.count + 1));
  }
  head_ = head_after(head_, line);
  return std::move(value->as_object());
}

AuditVerdict verify_audit(std::string_view text, const std::optional<std::string>& known_head) {
  AuditReader reader;
  bool has_known = !known_head || *known_head == reader.head().hash;
  const auto wrong = [&](std::string message) {
    return AuditVerdict{reader.head(), AuditProblem{reader.head().count + 1, std::move(message)}};
  };
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return wrong("it is cut off within the line");
    }
    const auto taken = reader.take(text.substr(0, end));
    if (!taken) {
      return wrong(taken.error().message);
    }
    if (const json::value* const gap = taken->if_contains(kGapFact); gap != nullptr && gap->is_int64()) {
      return {reader.head(),
              AuditProblem{reader.head().count,
                           fmt::format("the log was changed before this line: {} lines had been written, "
                                       "and what was missing was written anew",
                                       gap->get_int64())}};
    }
    has_known = has_known || *known_head == reader.head().hash;
    text.remove_prefix(end + 1);
  }
  if (!has_known) {
    return wrong(fmt::format("no line has the hash {}: the log was cut off, or written anew", *known_head));
  }
  return {reader.head(), std::nullopt};
}

}  // namespace ropewalk::deploy
