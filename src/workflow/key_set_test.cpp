// Keys of mappings.
#include "workflow/key_set.h"

#include <gtest/gtest.h>

#include <string>

namespace ropewalk::workflow {
namespace {

TEST(KeySet, CaseDoesNotTellKeysApart) {
  std::vector<std::string_view> shared;
  KeySet keys(shared);
  EXPECT_TRUE(keys.add("Name"));
  EXPECT_FALSE(keys.add("nAME"));
  EXPECT_TRUE(keys.add("names"));
  EXPECT_TRUE(keys.add("ÄPFEL"));
  EXPECT_FALSE(keys.add("äpfel"));
  EXPECT_TRUE(keys.contains("NAMES"));
  EXPECT_TRUE(keys.add(""));
  EXPECT_FALSE(keys.add(""));
}

TEST(KeySet, ManyKeysAreStillFound) {
  std::vector<std::string_view> shared;
  std::vector<std::string> names;
  for (int number = 0; number < 5000; ++number) {
    names.push_back("key" + std::to_string(number));
  }
  KeySet keys(shared);
  for (const std::string& name : names) {
    EXPECT_TRUE(keys.add(name));
  }
  for (const std::string& name : names) {
    EXPECT_FALSE(keys.add(name));
  }
  EXPECT_TRUE(keys.contains("KEY4999"));
  EXPECT_FALSE(keys.contains("key5000"));
}

TEST(KeySet, AnInnerSetLeavesTheOuterOneAsItWas) {
  std::vector<std::string_view> shared;
  KeySet outer(shared);
  EXPECT_TRUE(outer.add("a"));
  {
    KeySet inner(shared);
    EXPECT_TRUE(inner.add("a"));
    EXPECT_TRUE(inner.add("b"));
  }
  EXPECT_FALSE(outer.contains("b"));
  EXPECT_FALSE(outer.add("A"));
}

}  // namespace
}  // namespace ropewalk::workflow
