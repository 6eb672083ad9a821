#include "image/context/tar_writer.h"

#include <fmt/format.h>

#include <array>
#include <cstring>

namespace ropewalk::image {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameSize = 100;
/// What eleven octal digits can say.
constexpr std::uint64_t kMostSize = 077777777777;

/// `LENGTH KEY=VALUE\n`, where the length counts itself.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (fmt::format("{}", length).size() + rest != length) {
    length = fmt::format("{}", length).size() + rest;
  }
  return fmt::format("{} {}={}\n", length, key, value);
}

}  // namespace

void TarWriter::raw_header(std::string_view path, char kind, unsigned mode, std::uint64_t size,
                           std::string_view target) {
  std::array<char, kBlock> block{};
  const auto put = [&](std::size_t at, std::string_view text) {
    std::memcpy(block.data() + at, text.data(), text.size());
  };
  put(0, path.substr(0, kNameSize));
  put(100, fmt::format("{:07o}", mode));
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", size > kMostSize ? 0 : size));
  put(136, fmt::format("{:011o}", time_ < 0 ? 0 : time_));
  put(148, "        ");
  block[156] = kind;
  put(157, target.substr(0, kNameSize));
  put(257, std::string_view("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : block) {
    sum += static_cast<unsigned char>(c);
  }
  put(148, fmt::format("{:06o}", sum));
  block[154] = '\0';
  block[155] = ' ';
  bytes_.append(block.data(), block.size());
}

void TarWriter::header(std::string_view path, char kind, unsigned mode, std::uint64_t size, std::string_view target) {
  std::string records;
  if (path.size() > kNameSize) {
    records += pax_record("path", path);
  }
  if (target.size() > kNameSize) {
    records += pax_record("linkpath", target);
  }
  if (size > kMostSize) {
    records += pax_record("size", fmt::format("{}", size));
  }
  if (!records.empty()) {
    raw_header("./PaxHeaders", 'x', 0644, records.size(), "");
    content(records);
  }
  raw_header(path, kind, mode, size, target);
}

void TarWriter::content(std::string_view bytes) {
  bytes_ += bytes;
  bytes_.append((kBlock - bytes.size() % kBlock) % kBlock, '\0');
}

void TarWriter::file(std::string_view path, std::string_view bytes, bool is_executable) {
  header(path, '0', is_executable ? 0755 : 0644, bytes.size(), "");
  content(bytes);
}

void TarWriter::folder(std::string_view path) { header(std::string(path) + "/", '5', 0755, 0, ""); }

void TarWriter::symlink(std::string_view path, std::string_view target) { header(path, '2', 0777, 0, target); }

std::string TarWriter::finish() {
  bytes_.append(2 * kBlock, '\0');
  return std::move(bytes_);
}

}  // namespace ropewalk::image
