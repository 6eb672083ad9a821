#include "scan/secrets/sources/inner_texts.h"

#include <cstdint>
#include <utility>

#include "scan/secrets/sources/archive.h"
#include "scan/secrets/sources/utf16.h"

namespace ropewalk::scan {
namespace {

/// What one archive may hold.
constexpr std::uint64_t kMostUnpacked = 1ULL << 30U;

/// A file whose content Git LFS keeps elsewhere, told by the pointer's specification.
bool is_lfs_pointer(std::string_view bytes) {
  constexpr std::size_t kLongest = 1024;
  return bytes.size() < kLongest &&
         (bytes.starts_with("version https://git-lfs.github.com/spec/") ||
          bytes.starts_with("version https://hawser.github.com/spec/")) &&
         bytes.find("\noid ") != std::string_view::npos;
}

class Walk {
 public:
  Walk(int deepest, const InnerTexts& into) : deepest_(deepest), into_(into) {}

  void file(std::string_view bytes, const std::string& name, int depth) {
    if (const auto converted = from_utf16(bytes)) {
      into_.text(*converted, name);
      return;
    }
    const ArchiveKind kind = archive_kind(bytes);
    if (kind == ArchiveKind::kNone) {
      into_.text(bytes, name);
      if (is_lfs_pointer(bytes)) {
        pass(name, "lfs-pointer", "Git LFS keeps its content elsewhere: only the pointer is here");
      }
      return;
    }
    // Rules about names are for the archive, too.
    into_.text(kind == ArchiveKind::kOther ? bytes : std::string_view(text_beside(bytes)), name);
    if (kind == ArchiveKind::kOther) {
      pass(name, "archive-format", "archives of this kind are not opened");
    } else if (depth >= deepest_) {
      pass(name, "archive-depth", "deeper than archives are opened");
    } else {
      archive(bytes, kind, name, depth);
    }
  }

 private:
  void archive(std::string_view bytes, ArchiveKind kind, const std::string& name, int depth) {
    const bool is_packed = kind == ArchiveKind::kGzip || kind == ArchiveKind::kZstd;
    const ArchiveRead read =
        read_archive(bytes, name, kMostUnpacked, [&](const std::string& inner, std::string_view content) {
          if (is_packed && archive_kind(content) == ArchiveKind::kTar) {
            // `a.tar.gz` is one archive to whoever made it.
            archive(content, ArchiveKind::kTar, name, depth);
          } else {
            file(content, name + "!" + inner, depth + 1);
          }
        });
    if (!read.problem.empty()) {
      pass(name, "damaged", read.problem);
    }
  }

  void pass(const std::string& name, std::string reason, std::string message) const {
    if (into_.passed) {
      into_.passed({name, std::move(reason), std::move(message)});
    }
  }

  int deepest_;
  const InnerTexts& into_;
};

}  // namespace

void each_inner_text(std::string_view bytes, const std::string& name, int archive_depth, const InnerTexts& into) {
  Walk(archive_depth, into).file(bytes, name, 0);
}

void add_not_opened(const NotOpened& passed, std::string name, Report& report) {
  if (passed.is_trouble()) {
    report.trouble.push_back({{std::move(name), 0, 0, 0, 0}, passed.reason, passed.message, {}});
  } else {
    report.skipped.push_back({{std::move(name), 0, 0, 0, 0}, passed.reason, passed.message});
  }
}

bool has_inner_texts(std::string_view bytes) {
  return archive_kind(bytes) != ArchiveKind::kNone || is_utf16(bytes) || is_lfs_pointer(bytes);
}

}  // namespace ropewalk::scan
