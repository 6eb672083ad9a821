#include "workflow/written_name.h"

#include <gtest/gtest.h>

#include <memory>

namespace ropewalk::workflow {
namespace {

std::optional<std::string> name_in(std::string text) {
  return written_name(std::make_shared<const SourceFile>("ci.yml", std::move(text)));
}

TEST(WrittenName, IsThatOfTheTopAlone) {
  EXPECT_EQ(name_in("on: push\nname: Build and test\njobs: {a: {name: inner}}\n"), "Build and test");
  EXPECT_EQ(name_in("on: push\njobs: {a: {name: inner}}\n"), std::nullopt);
  EXPECT_EQ(name_in("on: {push: {branches: [name, x]}}\nname: 'CI'\n"), "CI");
}

TEST(WrittenName, StandsInABrokenFileToo) {
  EXPECT_EQ(name_in("name: CI\nno: such key\njobs: 3\n"), "CI");
  EXPECT_EQ(name_in("name: CI\non: push\njobs: [never closed\n"), "CI");
}

TEST(WrittenName, IsAText) {
  EXPECT_EQ(name_in("name: [CI]\n"), std::nullopt);
  EXPECT_EQ(name_in("name:\n"), std::nullopt);
  EXPECT_EQ(name_in("name"), std::nullopt);
  EXPECT_EQ(name_in(""), std::nullopt);
  EXPECT_EQ(name_in("name: &a CI\nrun-name: *a\n"), "CI");
}

}  // namespace
}  // namespace ropewalk::workflow
