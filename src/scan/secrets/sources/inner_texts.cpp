#include "scan/secrets/sources/inner_texts.h"

#include <cstdint>
#include <utility>

#include "scan/secrets/sources/archive.h"
#include "scan/secrets/sources/utf16.h"

namespace ropewalk::scan {
namespace {

/// What one archive may hold.
constexpr std::uint64_t kMostUnpacked = 1ULL << 30U;

void walk(std::string_view bytes, const std::string& name, int depth, int deepest, const InnerTexts& into) {
  if (const auto converted = from_utf16(bytes)) {
    into.text(*converted, name);
    return;
  }
  const ArchiveKind kind = archive_kind(bytes);
  if (kind == ArchiveKind::kNone) {
    into.text(bytes, name);
    return;
  }
  // Rules about names are for the archive, too.
  into.text({}, name);
  const auto pass = [&](std::string reason, std::string message) {
    if (into.passed) {
      into.passed({name, std::move(reason), std::move(message)});
    }
  };
  if (kind == ArchiveKind::kOther) {
    pass("archive-format", "archives of this kind are not opened");
    return;
  }
  if (depth >= deepest) {
    pass("archive-depth", "deeper than archives are opened");
    return;
  }
  const ArchiveRead read =
      read_archive(bytes, name, kMostUnpacked, [&](const std::string& inner, std::string_view content) {
        walk(content, name + "!" + inner, depth + 1, deepest, into);
      });
  if (!read.problem.empty()) {
    pass("damaged", read.problem);
  }
}

}  // namespace

void each_inner_text(std::string_view bytes, const std::string& name, int archive_depth, const InnerTexts& into) {
  walk(bytes, name, 0, archive_depth, into);
}

bool has_inner_texts(std::string_view bytes) {
  return archive_kind(bytes) != ArchiveKind::kNone || is_utf16(bytes);
}

}  // namespace ropewalk::scan
