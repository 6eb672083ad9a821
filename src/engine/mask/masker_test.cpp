// Secrets are hidden in every form, and whatever else is in a line stays.
#include "engine/mask/masker.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"
#include "base/strings.h"
#include "engine/mask/encodings.h"

namespace ropewalk::engine {
namespace {

Masker with(std::initializer_list<std::string_view> secrets) {
  Masker masker;
  for (const std::string_view secret : secrets) {
    masker.add_secret(secret);
  }
  return masker;
}

TEST(Masker, WithoutSecretsTextStays) { EXPECT_EQ(Masker().mask("plain \xff text"), "plain \xff text"); }

TEST(Masker, HidesEachOccurrence) { EXPECT_EQ(with({"hunter2"}).mask("a hunter2 b hunter2"), "a *** b ***"); }

TEST(Masker, HasNoShortestLength) { EXPECT_EQ(with({"x"}).mask("axbx"), "a***b***"); }

TEST(Masker, OverlappingAndTouchingSecretsBecomeOneStretch) {
  EXPECT_EQ(with({"abcd", "cdef"}).mask("-abcdef-"), "-***-");
  EXPECT_EQ(with({"abcd", "efgh"}).mask("-abcdefgh-"), "-***-");
  EXPECT_EQ(with({"aa"}).mask("aaa"), "***");
}

TEST(Masker, TheLongerOfTwoSecretsWithOneStartIsHiddenWhole) {
  EXPECT_EQ(with({"pass", "password"}).mask("password!"), "***!");
}

TEST(Masker, EachLineOfASecretIsHiddenAlone) {
  const Masker masker = with({"first line\r\n  second line  \n"});
  EXPECT_EQ(masker.mask("say first line"), "say ***");
  EXPECT_EQ(masker.mask("say second line"), "say ***");
}

TEST(Masker, EncodedFormsAreHidden) {
  const Masker masker = with({"p\"a's<s&w\\rd"});
  EXPECT_EQ(masker.mask(to_base64("p\"a's<s&w\\rd")), "***");
  EXPECT_EQ(masker.mask(to_base64("\"a's<s&w\\rd")), "***");
  EXPECT_EQ(masker.mask("p\\\"a's<s&w\\rd"), "***");
  EXPECT_EQ(masker.mask("p\"a''s<s&w\\rd"), "***");
  EXPECT_EQ(masker.mask("p\\\"a's<s&w\\\\rd"), "***");
  EXPECT_EQ(masker.mask("p%22a%27s%3Cs%26w%5Crd"), "***");
  EXPECT_EQ(masker.mask("p&quot;a&apos;s&lt;s&amp;w\\rd"), "***");
}

TEST(Masker, FormsThatProgramsPrintAreHiddenToo) {
  const std::string secret = "p\"a's s&w\\rd\xc3\xa4/+";
  const Masker masker = with({secret});
  for (const std::string& form : {
           to_hex(secret), to_upper(to_hex(secret)), to_upper(secret), to_lower(secret),
           std::string("p%22a%27s%20s%26w%5crd%c3%a4%2f%2b"),    // escapes of URLs in lower case
           std::string("p%22a%27s+s%26w%5Crd%C3%A4%2F%2B"),      // as forms send it
           std::string("p\\\"a\\'s\\ s\\&w\\\\rd\xc3\xa4/+"),    // printf %q
           std::string("p\"a\\'s s&w\\\\rd\xc3\xa4/+"),          // repr
           std::string("p\\\"a's s&w\\\\rd\\u00e4/+"),           // JSON in ASCII
           std::string("p&quot;a&#39;s s&amp;w\\rd\xc3\xa4/+"),  // HTML
       }) {
    EXPECT_EQ(masker.mask(form), "***");
  }
  EXPECT_EQ(with({"0123456"}).mask(to_hex("0123456")), to_hex("0123456"));
}

TEST(Masker, ManySecretsWithOneBeginningAreAddedAndFoundOneByOne) {
  Masker masker;
  for (int i = 0; i < 30'000; ++i) {
    masker.add_value("name-" + std::to_string(100'000 + i));
  }
  EXPECT_EQ(masker.mask("name-100000 name-129999 name-130000 name-10"), "*** *** name-130000 name-10");
}

TEST(Masker, FormsOfOneTwoAndThreeBytesAreFoundAtTheEndOfATextToo) {
  EXPECT_EQ(with({"ab"}).mask("xab"), "x***");
  EXPECT_EQ(with({"abc"}).mask("xabc ab"), "x*** ab");
  EXPECT_EQ(with({"abcd", "ab"}).mask("abc abcd"), "***c ***");
}

TEST(Masker, APasswordInsideOfBase64IsHidden) {
  // base64("user:secret-password") holds base64 of the password cut by one byte or two.
  const std::string encoded = to_base64("us:secret-password");
  EXPECT_TRUE(with({"secret-password"}).hides(encoded));
}

TEST(MaskedForms, PowerShellPartsNeedSixCharacters) {
  const auto forms = masked_forms("secret1&secret2&part33");
  EXPECT_NE(std::find(forms.begin(), forms.end(), "secret1&secret2&"), forms.end());
  EXPECT_NE(std::find(forms.begin(), forms.end(), "part33"), forms.end());
  const auto colored = masked_forms("secret1&+secret2");
  EXPECT_NE(std::find(colored.begin(), colored.end(), "secret1&+"), colored.end());
  EXPECT_NE(std::find(colored.begin(), colored.end(), "ecret2"), colored.end());
  const auto small = masked_forms("ab&cd");
  EXPECT_EQ(std::find(small.begin(), small.end(), "ab&"), small.end());
}

TEST(MaskedForms, QuotesAreTrimmedFromLongValuesOnly) {
  const auto forms = masked_forms("\"long-secret\"");
  EXPECT_NE(std::find(forms.begin(), forms.end(), "long-secret"), forms.end());
  const auto small = masked_forms("\"short\"");
  EXPECT_EQ(std::find(small.begin(), small.end(), "short"), small.end());
}

}  // namespace
}  // namespace ropewalk::engine
