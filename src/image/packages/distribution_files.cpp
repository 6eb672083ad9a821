#include "image/packages/distribution_files.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace ropewalk::image {
namespace {

constexpr std::string_view kSums = ".md5sums";

/// `libssl3` of `var/lib/dpkg/info/libssl3:amd64.md5sums`.
std::string package_name(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  name.remove_suffix(kSums.size());
  return std::string(name.substr(0, name.find(':')));
}

}  // namespace

std::string distribution_digest(std::string_view content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_md5(), nullptr) != 1) {
    return {};
  }
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += fmt::format("{:02x}", digest[i]);
  }
  return text;
}

std::string package_of_unchanged(const Tree& tree, std::string_view path, std::string_view digest) {
  if (digest.empty()) {
    return {};
  }
  // Packages from before /usr was merged say `lib/x` of what is `usr/lib/x`.
  constexpr std::string_view kUsr = "usr/";
  const std::string line = fmt::format("{}  {}\n", digest, path);
  const std::string old_line =
      path.starts_with(kUsr) ? fmt::format("{}  {}\n", digest, path.substr(kUsr.size())) : line;
  for (const std::string_view folder : {"var/lib/dpkg/info", "var/lib/dpkg/status.d"}) {
    const auto real = tree.resolve(folder);
    if (!real) {
      continue;
    }
    for (const std::string& list : tree.list(*real)) {
      const std::string* text = list.ends_with(kSums) ? tree.nodes().at(list).content() : nullptr;
      if (text != nullptr && (text->find(line) != std::string::npos || text->find(old_line) != std::string::npos)) {
        return package_name(list);
      }
    }
  }
  return {};
}

}  // namespace ropewalk::image
