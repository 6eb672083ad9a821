#include "actions/action_version.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ropewalk::actions {
namespace {

struct Release {
  std::string_view commit;
  int major;
  int minor;
  int patch;
};

/// Sorted by commit. Generated from the tags of the actions' repositories.
constexpr Release kReleases[] = {
#include "actions/action_releases.inc"
};

constexpr std::size_t kCommitLength = 40;

}  // namespace

ActionVersion action_version(std::string_view ref) {
  if (ref.size() == kCommitLength) {
    const auto* const found = std::lower_bound(std::begin(kReleases), std::end(kReleases), ref,
                                               [](const Release& a, std::string_view b) { return a.commit < b; });
    if (found != std::end(kReleases) && found->commit == ref) {
      return {found->major, found->minor, found->patch};
    }
  }
  std::string_view text = ref.substr(ref.rfind('/') + 1);
  text.remove_prefix(text.starts_with('v') ? 1 : 0);
  ActionVersion version;
  int* const numbers[] = {&version.major, &version.minor, &version.patch};
  constexpr std::ptrdiff_t kLongestNumber = 4;
  for (int* const number : numbers) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 0 || end - text.data() > kLongestNumber) {
      return {};
    }
    *number = value;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty() || text.front() == '-' || text.front() == '+') {
      return version;
    }
    if (text.front() != '.') {
      return {};
    }
    text.remove_prefix(1);
  }
  return {};
}

bool may_be_newer(const ActionVersion& version) {
  return std::ranges::all_of(kReleases, [&](const Release& known) { return version.major > known.major; });
}

}  // namespace ropewalk::actions
