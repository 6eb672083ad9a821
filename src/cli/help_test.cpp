// Help texts of all commands on terminals of several widths.
#include "cli/help.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::cli {
namespace {

void expect_fit(const std::string& text, std::string_view name, int columns) {
  for (const std::string_view line : split_lines(text)) {
    const std::string_view words = trim(line);
    const bool is_one_word =
        words.find(' ') == std::string_view::npos || words.starts_with('"');  // an address, a vector
    EXPECT_TRUE(is_one_word || text_width(line) <= static_cast<std::size_t>(columns)) << name << ": " << line;
  }
}

void expect_fit(const Command& command, int columns) {
  expect_fit(help(command, {.columns = columns}), command.name, columns);
  for (const Command* below : command.subcommands) {
    expect_fit(*below, columns);
  }
}

class HelpTest : public testing::TestWithParam<int> {};

TEST_P(HelpTest, EveryLineFits) {
  expect_fit(overview("1.0", {.columns = GetParam()}), "overview", GetParam());
  for (const Command* command : all_commands()) {
    expect_fit(*command, GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, HelpTest, testing::Values(60, 80, 100));

}  // namespace
}  // namespace ropewalk::cli
