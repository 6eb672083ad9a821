// What a run was asked with: the words of its command line, for the next attempt. No secret is among them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/folders.h"
#include "base/ids.h"
#include "record/store.h"

namespace ropewalk::app {

/// Options by name with their values, none for a flag.
using OptionWords = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Under this name stand the words that were left out, without their values: `--input token`.
inline constexpr std::string_view kWithheld = "withheld";

/// Leaves out the values that hold a secret, in whatever form.
[[nodiscard]] OptionWords without_secrets(const OptionWords& options,
                                          const std::vector<std::pair<std::string, std::string>>& secrets);

[[nodiscard]] std::string request_text(const OptionWords& options);
[[nodiscard]] std::filesystem::path request_file(const Folders& folders, const RunId& run);
/// Empty for a run that has none: it was made by an earlier version.
[[nodiscard]] OptionWords read_request(const Folders& folders, const RunId& run, const ports::Files& files);
/// Removes those of runs that the store does not have any more.
void remove_old_requests(const Folders& folders, record::RunStore& runs, ports::Files& files);

}  // namespace ropewalk::app
