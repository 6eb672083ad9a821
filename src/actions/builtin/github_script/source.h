// The program that runs scripts, as data/actions/github_script.js has it.
#pragma once

#include <string_view>

namespace ropewalk::actions {

[[nodiscard]] std::string_view github_script_source();

}  // namespace ropewalk::actions
