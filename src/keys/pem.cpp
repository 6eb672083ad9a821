#include "keys/pem.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::keys {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kLineLength = 64;

}  // namespace

Result<std::vector<PemBlock>> read_pem(std::string_view text, std::string_view name) {
  std::vector<PemBlock> blocks;
  std::string label;
  std::string body;
  bool is_inside = false;
  for (const std::string_view whole : split_lines(text)) {
    const std::string_view line = trim(whole);
    if (!is_inside) {
      if (line.starts_with(kBegin) && line.ends_with(kDashes) && line.size() > kBegin.size() + kDashes.size()) {
        label = line.substr(kBegin.size(), line.size() - kBegin.size() - kDashes.size());
        body.clear();
        is_inside = true;
      }
      continue;
    }
    if (line == fmt::format("{}{}{}", kEnd, label, kDashes)) {
      auto bytes = from_base64(body);
      if (!bytes) {
        return fail(ErrorKind::kInvalid, fmt::format("{}: the block '{}' is not base64", name, label));
      }
      blocks.push_back({label, std::move(*bytes)});
      is_inside = false;
      continue;
    }
    body += line;
  }
  if (is_inside) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: the block '{}' has no end", name, label));
  }
  return blocks;
}

std::string write_pem(const PemBlock& block) {
  std::string out = fmt::format("{}{}{}\n", kBegin, block.label, kDashes);
  const std::string body = to_base64(block.bytes);
  for (std::size_t at = 0; at < body.size(); at += kLineLength) {
    out += body.substr(at, kLineLength) + "\n";
  }
  return out + fmt::format("{}{}{}\n", kEnd, block.label, kDashes);
}

}  // namespace ropewalk::keys
