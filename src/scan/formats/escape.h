// What each form makes of texts that come from files: nothing that a reader would take for markup or a command.
#pragma once

#include <string>
#include <string_view>

namespace ropewalk::scan {

/// For a cell of a Markdown table: one line, no markup.
[[nodiscard]] std::string escape_markdown(std::string_view text);
/// For the message and for a property of a workflow command.
[[nodiscard]] std::string escape_command_data(std::string_view text);
[[nodiscard]] std::string escape_command_property(std::string_view text);
/// JSON in which no text is a command to a runner that prints it (`##[`): the same value.
[[nodiscard]] std::string escape_json_commands(std::string text);
/// A field of CSV (RFC 4180) on one line, in quotes where it needs them. One that a spreadsheet would calculate gets a
/// quote mark.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace ropewalk::scan
