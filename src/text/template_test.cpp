#include "text/template.h"

#include <gtest/gtest.h>

namespace ropewalk::text {
namespace {

TemplateValues values() {
  TemplateValues values;
  values.set("name", "parcels");
  values.set("script", "one\ntwo");
  values.set("off", "false");
  values.set_list("plain", {"a", "b"});
  values.add("tools", {{"name", "Ruff"}, {"run", "ruff check"}});
  values.lists["none"];
  return values;
}

std::string fill(std::string_view text) { return fill_template(text, values(), "t").value(); }

TEST(Template, PutsValuesIn) {
  EXPECT_EQ(fill("x: %{name}, ${{ github.ref }}, 5%\n"), "x: parcels, ${{ github.ref }}, 5%\n");
}

TEST(Template, KeepsTheIndentationOfSeveralLines) {
  EXPECT_EQ(fill("run: |\n  %{script}\n"), "run: |\n  one\n  two\n");
}

TEST(Template, LeavesOutWhatIsNotSet) {
  EXPECT_EQ(fill("%% if off\na\n%% else\nb\n%% end\n%% if not missing\nc\n%% end\n%% if none\nd\n%% end\n"), "b\nc\n");
}

TEST(Template, GoesThroughLists) {
  EXPECT_EQ(fill("%% for x in plain\n- %{x}\n%% end\n%% for t in tools\n%{t.name}: %{t.run}\n%% end\n"),
            "- a\n- b\nRuff: ruff check\n");
  EXPECT_EQ(fill("%% for t in tools\n%% if t.run\na\n%% end\n%% if t.color\nb\n%% else\nc\n%% end\n%% end\n"),
            "a\nc\n");
  EXPECT_EQ(fill("%% if off\n%% for x in unknown\n%{y}\n%% end\n%% end\nz\n"), "z\n");
}

TEST(Template, WhatIsWrongNamesItsLine) {
  for (const char* const text : {"%{nothing}\n", "%% for x in nothing\n%% end\n", "%% if name\n", "%% end\n",
                                 "%% sing\n", "%% for t in tools\n%{t.color}\n%% end\n"}) {
    const auto result = fill_template(text, values(), "t");
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().message.rfind("template t:", 0), 0U) << result.error().message;
  }
}

}  // namespace
}  // namespace ropewalk::text
