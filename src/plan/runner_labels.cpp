#include "plan/runner_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

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
  std::vector<std::string_view> names;
  for (const Row& row : kLabels) {
    if (!row.label.is_retired) {
      names.push_back(row.name);
    }
  }
  return nearest(label, names);
}

std::string runner_label_trouble(std::string_view label) {
  if (const auto known = find_runner_label(label)) {
    return known->is_retired ? fmt::format("GitHub has no '{}' runners any more", label) : std::string();
  }
  const std::string_view near = nearest_runner_label(label);
  const std::string lower = to_lower(label);
  const bool is_image = lower.starts_with("ubuntu-") || lower.starts_with("windows-") || lower.starts_with("macos-");
  if (near.empty() && !is_image) {
    return {};
  }
  return near.empty() ? fmt::format("GitHub has no '{}' runners", label)
                      : fmt::format("GitHub has no '{}' runners: did you mean '{}'?", label, near);
}

}  // namespace ropewalk::plan
