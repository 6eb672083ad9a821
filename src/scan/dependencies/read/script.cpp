// Scripts that say what they need in a comment (PEP 723): `# /// script`, TOML in comments, `# ///`.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/dependencies/read/entries.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"

namespace ropewalk::scan {
namespace {

/// A block of metadata, its lines at their numbers: those in front of it are empty.
struct Block {
  std::string_view type;
  /// Of its first line.
  int line = 0;
  std::string text;
};

/// `script` of `# /// script`; empty for other lines.
std::string_view block_type(std::string_view line) {
  constexpr std::string_view kStart = "# /// ";
  const std::string_view type = line.starts_with(kStart) ? line.substr(kStart.size()) : std::string_view();
  const bool is_type = std::all_of(type.begin(), type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  return is_type ? type : std::string_view();
}

/// A block ends at the last `# ///` of the comment that it is. One without it is none, and is told.
std::vector<Block> read_blocks(const ManifestInput& input, Manifest& into) {
  const std::vector<std::string_view> lines = split_lines(input.text);
  std::vector<Block> blocks;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const std::string_view type = block_type(lines[at]);
    if (type.empty()) {
      continue;
    }
    const int line = static_cast<int>(at) + 1;
    std::size_t last = 0;
    std::size_t end = at + 1;
    for (; end < lines.size() && (lines[end] == "#" || lines[end].starts_with("# ")); ++end) {
      last = lines[end] == "# ///" && end > at + 1 ? end : last;
    }
    if (last == 0) {
      if (type == "script") {
        into.skip({.file = input.file, .line = line}, "unclosed",
                  "the block '# /// script' is not closed, so it is none");
      }
      at = end - 1;  // what begins further down in this comment isn't closed either
      continue;
    }
    Block block{type, line, std::string(at + 1, '\n')};
    for (std::size_t i = at + 1; i < last; ++i) {
      block.text += lines[i].size() > 2 ? lines[i].substr(2) : std::string_view();
      block.text += '\n';
    }
    blocks.push_back(std::move(block));
    at = last;
  }
  return blocks;
}

}  // namespace

void read_script(const ManifestInput& input, Manifest& into) {
  if (input.text.find("# /// script") == std::string_view::npos) {
    return;
  }
  std::vector<Block> blocks = read_blocks(input, into);
  std::erase_if(blocks, [](const Block& block) { return block.type != "script"; });
  if (blocks.empty()) {
    return;
  }
  if (blocks.size() > 1) {
    into.fail({.file = input.file, .line = blocks[1].line}, "invalid-file", "there is a second block '# /// script'");
  }
  const auto document = toml::read_document(blocks.front().text);
  if (!document) {
    into.fail({.file = input.file, .line = document.error().line}, "invalid-file",
              fmt::format("the block '# /// script' is not TOML: {}", document.error().message));
    return;
  }
  for (const toml::Node& item : texts_or_fail(*document, "dependencies", input, into)) {
    add_requirement(item.text, {.file = input.file, .line = item.line}, {}, into);
  }
}

}  // namespace ropewalk::scan
