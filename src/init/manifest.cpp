#include "init/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha1.h"
#include "base/strings.h"

namespace ropewalk::init {
namespace {

constexpr std::string_view kHead =
    "# What `ropewalk init` wrote: the git blob id of each file as it was written. Commit it; `ropewalk init` keeps "
    "it.\n";

bool is_id(std::string_view text) {
  return text.size() == 40 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

Result<Manifest> read_manifest(std::string_view text) {
  Manifest manifest;
  int number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) {
      continue;
    }
    const std::string_view path = line.size() > 42 ? trim(line.substr(42)) : std::string_view();
    const bool leaves = path.starts_with('/') || path.starts_with("../") || path.find("/../") != std::string_view::npos;
    if (!is_id(line.substr(0, std::min<std::size_t>(40, line.size()))) || path.empty() || leaves) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("{}:{}: not a blob id and a path: {:.80}", kManifestFile, number, line),
                  "`ropewalk init --update` writes it anew when it is removed");
    }
    manifest.insert_or_assign(std::string(path), std::string(line.substr(0, 40)));
  }
  return manifest;
}

std::string write_manifest(const Manifest& manifest) {
  std::string text(kHead);
  for (const auto& [path, id] : manifest) {
    text += fmt::format("{}  {}\n", id, path);
  }
  return text;
}

std::string blob_id(std::string_view content) {
  std::string blob = fmt::format("blob {}", content.size());
  blob += '\0';
  blob += content;
  return sha1_hex(blob);
}

}  // namespace ropewalk::init
