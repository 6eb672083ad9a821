#include "engine/artifact_subjects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "engine/runner_boolean.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kMostSubjects = 500;
constexpr std::string_view kFileScheme = "file://";
constexpr std::string_view kImageScheme = "oci://";

struct Algorithm {
  std::string_view name;
  std::size_t hex_digits;
};
constexpr std::array<Algorithm, 3> kAlgorithms{{{"sha256", 64}, {"sha384", 96}, {"sha512", 128}}};

/// `REFERENCE@ALGORITHM:HEX`, with a digest of any length.
struct Reference {
  std::string_view name;
  Algorithm algorithm;
  std::string_view hex;

  [[nodiscard]] bool has_whole_digest() const { return hex.size() == algorithm.hex_digits; }
};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_hex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::optional<Reference> read_reference(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) {
    return std::nullopt;
  }
  const std::string_view digest = text.substr(at + 1);
  for (const Algorithm& algorithm : kAlgorithms) {
    const std::size_t colon = algorithm.name.size();
    if (digest.starts_with(algorithm.name) && digest.size() > colon && digest[colon] == ':' &&
        is_hex(digest.substr(colon + 1))) {
      return Reference{.name = text.substr(0, at), .algorithm = algorithm, .hex = digest.substr(colon + 1)};
    }
  }
  return std::nullopt;
}

/// `scheme://` as RFC 3986 has it.
bool has_scheme(std::string_view text) {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos || end == 0 || !is_letter(text.front())) {
    return false;
  }
  const std::string_view scheme = text.substr(0, end);
  return std::all_of(scheme.begin(), scheme.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.'; });
}

bool starts_ignoring_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && equals_ignoring_case(text.substr(0, start.size()), start);
}

tl::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::kInvalid, std::move(message)); }

tl::unexpected<Error> wrong_line(std::size_t number, std::string_view reason) {
  return wrong(fmt::format("Invalid $GITHUB_ARTIFACTS entry on line {}: {}", number, reason));
}

}  // namespace

Result<ArtifactSubjects::Named> ArtifactSubjects::read_file(std::string_view path,
                                                            const std::filesystem::path& workspace,
                                                            const ports::Files& files, std::stop_token stop) {
  const std::filesystem::path declared(path);
  const std::filesystem::path file = (workspace / declared).lexically_normal();
  switch (files.type_followed(file)) {
    case ports::FileType::kFile: break;
    case ports::FileType::kMissing:
      return wrong(declared.is_absolute()
                       ? fmt::format("file '{}' does not exist", path)
                       : fmt::format("file '{}' does not exist (relative paths are resolved against the workspace "
                                     "root '{}')",
                                     path, workspace.string()));
    case ports::FileType::kDirectory: return wrong(fmt::format("'{}' is a directory, not a regular file", path));
    case ports::FileType::kSymlink:
    case ports::FileType::kOther: return wrong(fmt::format("'{}' is not a regular file", path));
  }
  const auto digest = files.digest(file, std::move(stop));
  if (!digest) {
    return fail(digest.error());
  }
  return Named{.name = file.filename().string(), .subject = {.digest = "sha256:" + to_hex(*digest)}};
}

Result<ArtifactSubjects::Named> ArtifactSubjects::read_line(std::string_view line,
                                                            const std::filesystem::path& workspace,
                                                            const ports::Files& files, std::stop_token stop) {
  if (line.find('=') != std::string_view::npos) {
    return wrong("entries containing '=' are reserved and not permitted");
  }
  if (starts_ignoring_case(line, kFileScheme)) {
    const std::string_view path = line.substr(kFileScheme.size());
    return trim(path).empty() ? Result<Named>(wrong("file:// entries must include a path"))
                              : read_file(path, workspace, files, std::move(stop));
  }
  const bool is_image = starts_ignoring_case(line, kImageScheme);
  if (!is_image && has_scheme(line)) {
    return wrong("unsupported URI scheme");
  }
  const auto reference = read_reference(is_image ? line.substr(kImageScheme.size()) : line);
  if (is_image && !reference) {
    return wrong("oci:// entries must include an @sha{256,384,512}:<hex> digest");
  }
  if (is_image && !reference->has_whole_digest()) {
    return wrong(fmt::format("digest '{}' must be {} hex characters, got {}", reference->algorithm.name,
                             reference->algorithm.hex_digits, reference->hex.size()));
  }
  if (reference && reference->has_whole_digest()) {
    return Named{.name = std::string(reference->name),
                 .subject = {.digest = fmt::format("{}:{}", reference->algorithm.name, to_lower(reference->hex)),
                             .is_image = true}};
  }
  return read_file(line, workspace, files, std::move(stop));
}

Result<ArtifactSubjects::Counts> ArtifactSubjects::declare(std::string_view text,
                                                           const std::filesystem::path& workspace,
                                                           const ports::Files& files, std::stop_token stop) {
  std::vector<std::pair<std::size_t, Named>> named;
  std::size_t number = 0;
  for (const std::string_view raw : split_lines(text)) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') {
      continue;
    }
    auto one = read_line(line, workspace, files, stop);
    if (!one) {
      return one.error().kind == ErrorKind::kInterrupted ? fail(std::move(one.error()))
                                                         : wrong_line(number, one.error().message);
    }
    named.emplace_back(number, std::move(*one));
  }
  Counts counts;
  const std::lock_guard lock(mutex_);
  for (auto& [line, one] : named) {
    const auto known = subjects_.find(one.name);
    if (known != subjects_.end() && known->second.digest != one.subject.digest) {
      return wrong_line(
          line, fmt::format("Conflicting digest for artifact '{}': previously declared as '{}', now declared as '{}'.",
                            one.name, known->second.digest, one.subject.digest));
    }
    if (known != subjects_.end()) {
      continue;
    }
    if (subjects_.size() >= kMostSubjects) {
      return wrong_line(line, fmt::format("The job has exceeded the maximum of {} declared artifacts.", kMostSubjects));
    }
    subjects_.emplace(std::move(one.name), std::move(one.subject));
    ++counts.added;
  }
  counts.total = static_cast<int>(subjects_.size());
  return counts;
}

std::string ArtifactSubjects::list() const {
  json::array subjects;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, subject] : subjects_) {
    subjects.push_back(
        json::object{{"name", name}, {"digest", subject.digest}, {"kind", subject.is_image ? "oci" : "file"}});
  }
  return to_json_text(json::object{{"version", 1}, {"subjects", std::move(subjects)}});
}

std::shared_ptr<ArtifactSubjects> make_artifact_subjects(const ports::Environment& machine) {
  const auto word = machine.variable(kAllowArtifactsVariable);
  return word && runner_boolean(*word) ? std::make_shared<ArtifactSubjects>() : nullptr;
}

}  // namespace ropewalk::engine
