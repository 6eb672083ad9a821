// Text stays text within markup.
#include "base/markup.h"

#include <gtest/gtest.h>

namespace ropewalk {
namespace {

TEST(Markup, WhatItMeansIsWrittenAsText) {
  EXPECT_EQ(escape_markup(R"(<a href="x">'&'</a>)"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST(Markup, WhatXmlDoesNotTakeIsReplaced) {
  EXPECT_EQ(escape_markup("a\tb\nc\r\n\x1b[0m"), "a\tb\nc\n\xef\xbf\xbd[0m");
  EXPECT_EQ(escape_markup("caf\xc3\xa9 \xff"), "caf\xc3\xa9 \xef\xbf\xbd");
}

}  // namespace
}  // namespace ropewalk
