#include "scan/secrets/sources/gitleaks_files.h"

#include <algorithm>
#include <array>

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

struct Magic {
  std::size_t at;
  std::string_view bytes;
};

using namespace std::string_view_literals;
constexpr std::array kMagics = {
    Magic{0, "PK\x03\x04"sv},
    Magic{0, "PK\x05\x06"sv},
    Magic{0, "PK\x07\x08"sv},
    Magic{257, "ustar"sv},
    Magic{0, "Rar!\x1a\x07"sv},
    Magic{0, "\x1f\x8b\x08"sv},
    Magic{0, "BZh"sv},
    Magic{0, "7z\xbc\xaf\x27\x1c"sv},
    Magic{0,
          "\xfd"
          "7zXZ\0"sv},
    Magic{0, "\x28\xb5\x2f\xfd"sv},
    Magic{0, "%PDF"sv},
    Magic{0, "MZ"sv},
    Magic{0,
          "\x7f"
          "ELF"sv},
    Magic{0, "CWS"sv},
    Magic{0, "FWS"sv},
    Magic{0, "{\\rtf"sv},
    Magic{0, "NES\x1a"sv},
    Magic{0, "Cr24"sv},
    Magic{0, "MSCF"sv},
    Magic{0, "ISc("sv},
    Magic{0, "!<arch>"sv},
    Magic{0, "\xed\xab\xee\xdb"sv},
    Magic{0, "LZIP"sv},
    Magic{0, "SQLi"sv},
    Magic{0, "%!"sv},
    Magic{0, "\x1f\xa0"sv},
    Magic{0, "\x1f\x9d"sv},
    Magic{34, "LP"sv},
    Magic{0, "\0asm\x01\0\0\0"sv},
    Magic{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv},
    Magic{0, "wOFF"sv},
    Magic{0, "wOF2"sv},
    Magic{0, "\0\x01\0\0\0"sv},
    Magic{0, "OTTO\0"sv},
    Magic{0, "dex\n"sv},
    Magic{0, "dey\n"sv},
    Magic{128, "DICM"sv},
};

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
  return std::any_of(kMagics.begin(), kMagics.end(), [&text](const Magic& magic) {
    return text.size() > magic.at + magic.bytes.size() && text.substr(magic.at).starts_with(magic.bytes);
  });
}

}  // namespace ropewalk::scan
