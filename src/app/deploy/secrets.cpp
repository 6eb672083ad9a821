#include "app/deploy/secrets.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNow = "secrets";
constexpr std::string_view kBefore = "secrets-before";
constexpr std::size_t kNameLength = 16;
/// Shorter ones are all too common in texts.
constexpr std::size_t kShortestPassword = 4;

/// `pw` of `postgres://app:pw@db/shop`; empty for other values.
std::string_view password_in(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  value.remove_prefix(scheme + 3);
  value = value.substr(0, value.find_first_of("/?#\r\n"));
  const std::size_t at = value.rfind('@');
  const std::size_t colon = value.find(':');
  return at == std::string_view::npos || colon >= at ? std::string_view() : value.substr(colon + 1, at - colon - 1);
}

}  // namespace

bool has_secret(const ports::Files& files, const fs::path& folder, const std::string& name) {
  return files.type(folder / kNow / name) != ports::FileType::kMissing;
}

Result<void> keep_secret(ports::Files& files, const fs::path& folder, const std::string& name, std::string_view value) {
  if (has_secret(files, folder, name)) {
    const auto before = files.read(folder / kNow / name);
    if (before && *before == value) {
      return {};
    }
    if (before) {
      const std::string file = to_hex(sha256(*before)).substr(0, kNameLength);
      if (auto kept = files.write(folder / kBefore / file, *before); !kept) {
        return kept;
      }
    }
  }
  return files.write(folder / kNow / name, value);
}

void hide_secret(engine::Masker& masker, std::string_view value) {
  masker.add_value(value);
  masker.add_secret(value);
  if (const std::string_view password = password_in(value); password.size() >= kShortestPassword) {
    masker.add_value(password);
  }
}

Result<engine::Masker> secrets_of(const ports::Files& files, const fs::path& folder) {
  engine::Masker masker;
  for (const std::string_view name : {kNow, kBefore}) {
    if (files.type_followed(folder / name) == ports::FileType::kMissing) {
      continue;
    }
    const auto entries = files.list(folder / name);
    if (!entries) {
      return fail(entries.error());
    }
    for (const ports::FileEntry& entry : *entries) {
      const fs::path file = folder / name / entry.path.filename();
      const auto value = files.read(file);
      if (!value && files.type(file) == ports::FileType::kMissing) {
        continue;  // one that was being written
      }
      if (!value) {
        return fail(ErrorKind::kInternal,
                    fmt::format("the values of secrets cannot be read: {}", value.error().message));
      }
      hide_secret(masker, *value);
    }
  }
  return masker;
}

}  // namespace ropewalk::app
