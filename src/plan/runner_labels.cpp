#include "plan/runner_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <vector>

#include "base/edit_distance.h"
#include "base/strings.h"

namespace ropewalk::plan {
namespace {

struct Row {
  std::string_view name;
  RunnerLabel label;
};

constexpr RunnerLabel kUbuntu{RunnerSystem::kLinux, "", false};
constexpr RunnerLabel kUbuntuArm{RunnerSystem::kLinux, "ARM64", false};
constexpr RunnerLabel kOldUbuntu{RunnerSystem::kLinux, "", true};
constexpr RunnerLabel kWindows{RunnerSystem::kWindows, "X64", false};
constexpr RunnerLabel kWindowsArm{RunnerSystem::kWindows, "ARM64", false};
constexpr RunnerLabel kOldWindows{RunnerSystem::kWindows, "X64", true};
constexpr RunnerLabel kMac{RunnerSystem::kMacOs, "ARM64", false};
constexpr RunnerLabel kIntelMac{RunnerSystem::kMacOs, "X64", false};
constexpr RunnerLabel kOldMac{RunnerSystem::kMacOs, "", true};

constexpr std::array kLabels{
    Row{"ubuntu-latest", kUbuntu},
    Row{"ubuntu-26.04", kUbuntu},
    Row{"ubuntu-24.04", kUbuntu},
    Row{"ubuntu-22.04", kUbuntu},
    Row{"ubuntu-slim", kUbuntu},
    Row{"ubuntu-26.04-arm", kUbuntuArm},
    Row{"ubuntu-24.04-arm", kUbuntuArm},
    Row{"ubuntu-22.04-arm", kUbuntuArm},
    Row{"ubuntu-20.04", kOldUbuntu},
    Row{"ubuntu-18.04", kOldUbuntu},
    Row{"ubuntu-16.04", kOldUbuntu},
    Row{"windows-latest", kWindows},
    Row{"windows-2025", kWindows},
    Row{"windows-2025-vs2026", kWindows},
    Row{"windows-2022", kWindows},
    Row{"windows-11-arm", kWindowsArm},
    Row{"windows-2019", kOldWindows},
    Row{"windows-2016", kOldWindows},
    Row{"macos-latest", kMac},
    Row{"macos-26", kMac},
    Row{"macos-15", kMac},
    Row{"macos-14", kMac},
    Row{"macos-latest-xlarge", kMac},
    Row{"macos-26-xlarge", kMac},
    Row{"macos-15-xlarge", kMac},
    Row{"macos-14-xlarge", kMac},
    Row{"macos-26-intel", kIntelMac},
    Row{"macos-15-intel", kIntelMac},
    Row{"macos-latest-large", kIntelMac},
    Row{"macos-26-large", kIntelMac},
    Row{"macos-15-large", kIntelMac},
    Row{"macos-14-large", kIntelMac},
    Row{"macos-13", kOldMac},
    Row{"macos-13-large", kOldMac},
    Row{"macos-13-xlarge", kOldMac},
    Row{"macos-12", kOldMac},
    Row{"macos-12-large", kOldMac},
    Row{"macos-12-xlarge", kOldMac},
    Row{"macos-11", kOldMac},
    Row{"macos-10.15", kOldMac},
    // What every self-hosted runner has by itself.
    Row{"self-hosted", {}},
    Row{"linux", {RunnerSystem::kLinux, "", false}},
    Row{"windows", {RunnerSystem::kWindows, "", false}},
    Row{"macos", {RunnerSystem::kMacOs, "", false}},
    Row{"x64", {RunnerSystem::kAny, "X64", false}},
    Row{"x86", {RunnerSystem::kAny, "X86", false}},
    Row{"arm", {RunnerSystem::kAny, "ARM", false}},
    Row{"arm64", {RunnerSystem::kAny, "ARM64", false}},
};

const Row* find_row(std::string_view name) {
  const auto* const found = std::find_if(kLabels.begin(), kLabels.end(),
                                         [&](const Row& row) { return equals_ignoring_case(row.name, name); });
  return found == kLabels.end() ? nullptr : found;
}

/// Cuts `-16-cores`, `-16-core`, `-16cores` or `-16core` off; false when there is nothing of the kind.
bool cut_cores(std::string& label) {
  for (const std::string_view word : {"cores", "core"}) {
    if (!label.ends_with(word)) {
      continue;
    }
    std::size_t end = label.size() - word.size();
    if (end > 0 && label[end - 1] == '-') {
      --end;
    }
    std::size_t begin = end;
    while (begin > 0 && label[begin - 1] >= '0' && label[begin - 1] <= '9') {
      --begin;
    }
    if (begin == end || begin == 0 || label[begin - 1] != '-') {
      return false;
    }
    label.resize(begin - 1);
    return true;
  }
  return false;
}

/// Owners name their runners as they like, often after GitHub's (`ubuntu-24.04-riscv`, `depot-ubuntu-24.04-arm-8`,
/// `ubuntu-latest-m`, `arm7`). A slip of the pen is what differs in no more letters than these from a name that is long
/// enough, and has neither other digits nor more words.
constexpr std::size_t kMostSlips = 2;
constexpr std::size_t kShortestMisspelt = 10;

std::string digits(std::string_view text) {
  std::string found;
  std::ranges::copy_if(text, std::back_inserter(found), [](char c) { return c >= '0' && c <= '9'; });
  return found;
}

std::ptrdiff_t words(std::string_view text) { return std::ranges::count(text, '-') + 1; }

/// `24.04` as {24, 4}, `2025` as {2025}; nothing for anything else.
std::optional<std::vector<int>> version_of(std::string_view text) {
  std::vector<int> parts;
  while (true) {
    int part = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
    if (error != std::errc() || part < 0) {
      return std::nullopt;
    }
    parts.push_back(part);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) {
      return parts;
    }
    if (text.front() != '.') {
      return std::nullopt;
    }
    text.remove_prefix(1);
  }
}

struct BareImage {
  std::string_view family;
  std::vector<int> version;
};

/// `ubuntu-23.10`: one of GitHub's families and a version, and nothing more.
std::optional<BareImage> bare_image(std::string_view label) {
  for (const std::string_view family : {"ubuntu-", "windows-", "macos-"}) {
    if (label.starts_with(family)) {
      auto version = version_of(label.substr(family.size()));
      return version ? std::optional(BareImage{family, std::move(*version)}) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// Newer ones may have come since this table was made.
std::vector<int> newest_version(std::string_view family) {
  std::vector<int> newest;
  for (const Row& row : kLabels) {
    const auto image = bare_image(row.name);
    if (image && image->family == family) {
      newest = std::max(newest, image->version);
    }
  }
  return newest;
}

}  // namespace

std::optional<RunnerLabel> find_runner_label(std::string_view label) {
  if (const Row* row = find_row(label)) {
    return row->label;
  }
  // A larger runner: its image, its processors and perhaps `arm`, in either order.
  std::string image = to_lower(label);
  std::string_view arm;
  for (const std::string_view word : {"-arm64", "-arm"}) {
    if (image.ends_with(word)) {
      image.resize(image.size() - word.size());
      arm = "ARM64";
      break;
    }
  }
  if (!cut_cores(image)) {
    return std::nullopt;
  }
  const Row* row = find_row(image);
  const bool is_image = row != nullptr && (image.starts_with("ubuntu-") || image.starts_with("windows-"));
  if (!is_image) {
    return std::nullopt;
  }
  RunnerLabel found = row->label;
  if (!arm.empty()) {
    found.architecture = arm;
  }
  return found;
}

std::string_view nearest_runner_label(std::string_view label) {
  const std::string lower = to_lower(label);
  std::string_view best;
  std::size_t best_distance = kMostSlips + 1;
  for (const Row& row : kLabels) {
    const bool may_be_meant = !row.label.is_retired && row.name.size() >= kShortestMisspelt &&
                              digits(row.name) == digits(lower) && words(row.name) >= words(lower);
    if (!may_be_meant) {
      continue;
    }
    const std::size_t distance = edit_distance(lower, row.name);
    if (distance < best_distance) {
      best = row.name;
      best_distance = distance;
    }
  }
  return best;
}

std::string runner_label_trouble(std::string_view label) {
  if (const auto known = find_runner_label(label)) {
    return known->is_retired ? fmt::format("GitHub has no '{}' runners any more", label) : std::string();
  }
  const std::string lower = to_lower(label);
  if (const auto image = bare_image(lower)) {
    return image->version > newest_version(image->family) ? std::string()
                                                          : fmt::format("GitHub has no '{}' runners", label);
  }
  const std::string_view near = nearest_runner_label(label);
  return near.empty() ? std::string() : fmt::format("GitHub has no '{}' runners: did you mean '{}'?", label, near);
}

}  // namespace ropewalk::plan
