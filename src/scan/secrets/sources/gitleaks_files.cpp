#include "scan/secrets/sources/gitleaks_files.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

constexpr std::size_t kPiece = 100'000;
constexpr std::size_t kMostLonger = 25'000;
constexpr std::size_t kReaderBuffer = 4096;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool ends_with_empty_line(std::string_view text) {
  int ends = 0;
  for (std::size_t at = text.size(); at-- > 0 && is_space(text[at]);) {
    if (text[at] == '\n' && ++ends == 2) {
      return true;
    }
  }
  return false;
}

/// Where the piece [begin, end) ends once it is longer.
std::size_t longer(std::string_view text, std::size_t begin, std::size_t end) {
  if (ends_with_empty_line(text.substr(begin, end - begin))) {
    return end;
  }
  int ends = 0;
  for (std::size_t at = end;; ++at) {
    const char last = text[at - 1];
    ends = last == '\n' ? ends + 1 : is_space(last) ? ends : 0;
    if (ends >= 2 || at - end >= kMostLonger || at == text.size()) {
      return at;
    }
  }
}

/// Bytes that a kind of file has in one place. Shorter files than `least` are not of the kind.
struct Magic {
  std::size_t at;
  std::string_view bytes;
  std::size_t least = 0;
};

using namespace std::string_view_literals;
constexpr std::array kMagics = {
    Magic{257, "ustar"sv},
    Magic{0, "Rar!\x1a\x07\x00"sv},
    Magic{0, "Rar!\x1a\x07\x01"sv},
    Magic{0, "\x1f\x8b\x08"sv},
    Magic{0, "BZh"sv},
    Magic{0, "7z\xbc\xaf\x27\x1c"sv},
    Magic{0, "\xfd\x37zXZ\0"sv},
    Magic{0, "\x28\xb5\x2f\xfd"sv},
    Magic{0, "%PDF"sv},
    Magic{0, "MZ"sv},
    Magic{0, "\x7f\x45LF"sv, 53},
    Magic{0, "\xfe\xed\xfa\xcf"sv},
    Magic{0, "\xfe\xed\xfa\xce"sv},
    Magic{0, "\xbe\xba\xfe\xca"sv},
    Magic{0, "\xcf\xfa\xed\xfe"sv},
    Magic{0, "\xce\xfa\xed\xfe"sv},
    Magic{0, "\xca\xfe\xba\xbe"sv},
    Magic{0, "CWS"sv},
    Magic{0, "FWS"sv},
    Magic{0, "{\\rtf"sv},
    Magic{0, "NES\x1a"sv},
    Magic{0, "Cr24"sv},
    Magic{0, "MSCF"sv},
    Magic{0, "ISc("sv},
    Magic{0, "!<arch>"sv},
    Magic{0, "\xed\xab\xee\xdb"sv, 97},
    Magic{0, "LZIP"sv},
    Magic{0, "SQLi"sv},
    Magic{0, "%!"sv},
    Magic{0, "\x1f\xa0"sv},
    Magic{0, "\x1f\x9d"sv},
    Magic{0, "\0asm\x01\0\0\0"sv},
    Magic{0, "wOFF\0\x01\0\0"sv},
    Magic{0, "wOF2\0\x01\0\0"sv},
    Magic{0, "\0\x01\0\0\0"sv},
    Magic{0, "OTTO\0"sv},
    Magic{128, "DICM"sv},
    Magic{32769, "CD001"sv},
};

bool has(std::string_view text, std::size_t at, std::string_view bytes) {
  return text.size() >= at + bytes.size() && text.substr(at, bytes.size()) == bytes;
}

bool is_zip(std::string_view text) {
  return text.size() > 3 && text.starts_with("PK") && "\3\5\7"sv.find(text[2]) != std::string_view::npos &&
         "\4\6\x08"sv.find(text[3]) != std::string_view::npos;
}

/// A font of Internet Explorer, of one of its versions.
bool is_embedded_font(std::string_view text) {
  return has(text, 34, "LP") && (has(text, 8, "\2\0\1"sv) || has(text, 8, "\1\0\0"sv) || has(text, 8, "\2\0\2"sv));
}

/// A document of Word, Excel or PowerPoint before 2007; of a longer file one more place decides.
bool is_old_document(std::string_view text) {
  constexpr std::size_t kDeciding = 512;
  return text.starts_with("\xd0\xcf\x11\xe0") && (text.size() < kDeciding + 2 || has(text, kDeciding, "\xec\xa5") ||
                                                  has(text, kDeciding, "\x09\x08") || has(text, kDeciding, "\xa0\x46"));
}

bool is_dalvik(std::string_view text) {
  constexpr std::size_t kOptimized = 40;
  return (text.starts_with("dex\n") && has(text, 36, "p")) ||
         (text.size() > 100 && text.starts_with("dey\n") && has(text, kOptimized, "dex\n") &&
          has(text, kOptimized + 36, "p"));
}

}  // namespace

std::vector<FilePiece> gitleaks_pieces(std::string_view text) {
  std::vector<FilePiece> pieces;
  std::size_t at = 0;
  std::size_t buffered = 0;
  int line = 1;
  while (at < text.size()) {
    const std::size_t read = buffered > 0 ? std::min(buffered, kPiece) : std::min(kPiece, text.size() - at);
    buffered -= std::min(buffered, read);
    const std::size_t end = longer(text, at, at + read);
    for (std::size_t taken = at + read; taken < end;) {
      if (buffered == 0) {
        buffered = std::min(kReaderBuffer, text.size() - taken);
      }
      const std::size_t step = std::min(buffered, end - taken);
      taken += step;
      buffered -= step;
    }
    pieces.push_back({{at, end}, line});
    line += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                        text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at = end;
  }
  return pieces;
}

bool is_archive_name(std::string_view path) {
  constexpr std::array<std::string_view, 14> kEndings = {".zip", ".tar", ".7z",  ".rar", ".gz", ".bz2", ".xz",
                                                         ".zst", ".br",  ".lz4", ".lz",  ".sz", ".s2",  ".zz"};
  const std::string name = to_lower(path.substr(path.rfind('/') + 1));
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&name](std::string_view ending) { return name.find(ending) != std::string::npos; });
}

bool is_application(std::string_view text) {
  const bool has_magic = std::any_of(kMagics.begin(), kMagics.end(), [&text](const Magic& magic) {
    return text.size() >= magic.least && has(text, magic.at, magic.bytes);
  });
  return has_magic || is_zip(text) || is_embedded_font(text) || is_old_document(text) || is_dalvik(text);
}

}  // namespace ropewalk::scan
