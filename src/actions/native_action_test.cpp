#include "actions/native_action.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace ropewalk::actions {
namespace {

constexpr std::array kInputs{
    NativeInput{.name = "path", .default_value = "", .is_required = true},
    NativeInput{.name = "mode", .default_value = "quick"},
    NativeInput{.name = "remote",
                .default_value = "false",
                .support = InputSupport::kNotSupported,
                .note = "nothing is remote here"},
};

class SampleAction final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "owner/sample"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }
  [[nodiscard]] Result<void> main(const Inputs&, StepHost&) const override { return {}; }
};

Result<Inputs> prepare(const GivenInputs& given, std::vector<std::string>* warnings = nullptr) {
  std::vector<std::string> dropped;
  return prepare_inputs(SampleAction(), given, warnings != nullptr ? *warnings : dropped);
}

Inputs inputs_of(std::string value) { return Inputs({{"value", std::move(value)}}); }

TEST(PrepareInputs, FillsDefaultsAndIgnoresCaseAndWhiteSpace) {
  const Result<Inputs> inputs = prepare({{"PATH", "  dist \n"}});
  ASSERT_TRUE(inputs);
  EXPECT_EQ(inputs->text("path"), "dist");
  EXPECT_EQ(inputs->text("Mode"), "quick");
  EXPECT_EQ(inputs->text("unknown"), "");
}

TEST(PrepareInputs, WarnsOfUnexpectedInputsInGithubsWords) {
  std::vector<std::string> warnings;
  ASSERT_TRUE(prepare({{"path", "x"}, {"colour", "red"}, {"size", "9"}}, &warnings));
  EXPECT_THAT(warnings, testing::ElementsAre(
                            "Unexpected input(s) 'colour', 'size', valid inputs are ['path', 'mode', 'remote']"));
}

TEST(PrepareInputs, FailsOnARequiredInputThatIsEmpty) {
  const Result<Inputs> inputs = prepare({{"path", "  "}});
  ASSERT_FALSE(inputs);
  EXPECT_EQ(inputs.error().message, "Input required and not supplied: path");
}

TEST(PrepareInputs, FailsOnAValueThatIsNotSupportedAndSaysWhy) {
  EXPECT_TRUE(prepare({{"path", "x"}, {"remote", "FALSE"}}));
  EXPECT_TRUE(prepare({{"path", "x"}, {"remote", ""}}));
  const Result<Inputs> inputs = prepare({{"path", "x"}, {"remote", "true"}});
  ASSERT_FALSE(inputs);
  EXPECT_EQ(inputs.error().message, "Input 'remote' of owner/sample is 'true', which is not supported here");
  EXPECT_EQ(inputs.error().hint, "nothing is remote here");
}

TEST(Inputs, GiveTrimmedLinesWithoutEmptyOnes) {
  EXPECT_THAT(inputs_of("a\n\n  b \r\n").lines("value"), testing::ElementsAre("a", "b"));
  EXPECT_THAT(inputs_of("").lines("value"), testing::IsEmpty());
}

TEST(Inputs, ReadBooleansOfTheYamlCoreSchemaAlone) {
  for (const char* const text : {"true", "True", "TRUE"}) {
    EXPECT_TRUE(inputs_of(text).boolean("value").value()) << text;
  }
  EXPECT_FALSE(inputs_of("False").boolean("value").value());
  const Result<bool> yes = inputs_of("yes").boolean("value");
  ASSERT_FALSE(yes);
  EXPECT_EQ(yes.error().message,
            "Input does not meet YAML 1.2 \"Core Schema\" specification: value\n"
            "Support boolean input list: `true | True | TRUE | false | False | FALSE`");
}

TEST(Inputs, ReadSwitchesInAnyCase) {
  EXPECT_TRUE(inputs_of("tRuE").is_true("value"));
  EXPECT_FALSE(inputs_of("yes").is_true("value"));
}

TEST(Inputs, ReadWholeNumbersAlone) {
  EXPECT_EQ(inputs_of(" 12 ").number("value").value(), 12);
  EXPECT_FALSE(inputs_of("12a").number("value"));
  EXPECT_FALSE(inputs_of("").number("value"));
}

TEST(NativeActions, AreFoundByNameInAnyCase) {
  ASSERT_NE(find_native_action("Actions/Checkout"), nullptr);
  EXPECT_EQ(find_native_action("actions/cache/restore")->name(), "actions/cache/restore");
  EXPECT_EQ(find_native_action("actions/cache/other"), nullptr);
}

TEST(NativeActions, AreNamed) {
  const std::vector<std::string_view> names = native_action_names();
  EXPECT_THAT(names,
              testing::ElementsAre("actions/cache", "actions/cache/restore", "actions/cache/save", "actions/checkout",
                                   "actions/download-artifact", "actions/setup-python", "actions/upload-artifact",
                                   "actions/upload-artifact/merge", "astral-sh/setup-uv", "codecov/codecov-action",
                                   "coverallsapp/github-action", "pre-commit/action", "re-actors/alls-green",
                                   "snok/install-poetry", "abatilo/actions-poetry", "pdm-project/setup-pdm",
                                   "pypa/gh-action-pypi-publish", "hynek/build-and-inspect-python-package",
                                   "dorny/paths-filter", "actions/github-script", "actions/setup-node"));
}

}  // namespace
}  // namespace ropewalk::actions
