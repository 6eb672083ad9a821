#include "deploy/audit/kept_head.h"

#include <fmt/format.h>

#include <charconv>

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kCountLength = 20;
constexpr std::size_t kHashLength = 64;

}  // namespace

std::string audit_head_text(const AuditHead& head) { return fmt::format("{:020} {}\n", head.count, head.hash); }

std::optional<AuditHead> read_audit_head(std::string_view text) {
  if (text.size() != kCountLength + kHashLength + 2 || text[kCountLength] != ' ') {
    return std::nullopt;
  }
  AuditHead head{.count = 0, .hash = std::string(text.substr(kCountLength + 1, kHashLength))};
  const auto [end, error] = std::from_chars(text.data(), text.data() + kCountLength, head.count);
  return error == std::errc() && end == text.data() + kCountLength ? std::optional(std::move(head)) : std::nullopt;
}

}  // namespace ropewalk::deploy
