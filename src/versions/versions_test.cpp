#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>

#include "versions/compare.h"
#include "versions/pep440.h"
#include "versions/semver.h"
#include "versions/specifier.h"

namespace ropewalk::versions {
namespace {

int sign(int number) { return (number > 0) - (number < 0); }

/// Each version below the next one, and no other way around.
template <std::size_t kCount>
void expect_rising(Scheme scheme, const std::array<const char*, kCount>& versions) {
  for (std::size_t i = 0; i < kCount; ++i) {
    for (std::size_t j = 0; j < kCount; ++j) {
      EXPECT_EQ(sign(compare(scheme, versions[i], versions[j])), i < j   ? -1
                                                                 : i > j ? 1
                                                                         : 0)
          << versions[i] << " and " << versions[j];
    }
  }
}

TEST(Pep440, OrdersAsTheSpecificationDoes) {
  expect_rising(Scheme::kPep440, std::array{"1.0.dev4",
                                            "1.0a1.dev2",
                                            "1.0a1",
                                            "1.0a2",
                                            "1.0b1",
                                            "1.0rc1.dev1",
                                            "1.0rc1",
                                            "1.0",
                                            "1.0+abc",
                                            "1.0+abc.1",
                                            "1.0+5",
                                            "1.0.post1.dev1",
                                            "1.0.post1",
                                            "1.0.1.dev1",
                                            "1.0.1",
                                            "1.1",
                                            "1.239",
                                            "1.240",
                                            "1.255",
                                            "1.256",
                                            "1.65536",
                                            "1.99999999999999999999",
                                            "1.100000000000000000000",
                                            "1!0.1"});
}

TEST(Pep440, ReadsEverySpellingIntoOneForm) {
  for (const auto& [written, normal] : {std::pair{"v1.0", "1.0"},
                                        {" 1.0-ALPHA.1 ", "1.0a1"},
                                        {"1.0_preview", "1.0rc0"},
                                        {"1.0-1", "1.0.post1"},
                                        {"1.0.rev3", "1.0.post3"},
                                        {"1.0-r.4", "1.0.post4"},
                                        {"01.002", "1.2"},
                                        {"1.0c1.DEV", "1.0rc1.dev0"},
                                        {"0!1.0", "1.0"},
                                        {"2!1.0", "2!1.0"},
                                        {"1.0+Ubuntu-01_b", "1.0+ubuntu.1.b"}}) {
    const auto version = Pep440::parse(written);
    ASSERT_TRUE(version) << written;
    EXPECT_EQ(version->text(), normal);
  }
}

TEST(Pep440, RefusesWhatIsNoVersion) {
  for (const char* text : {"", "1.", ".1", "a1", "1..2", "1.0+", "1.0+a..b", "1.0x", "1 2", "1.0-dev-x", "!1", "1!"}) {
    EXPECT_FALSE(Pep440::parse(text)) << text;
  }
}

TEST(Pep440, ZerosAtTheEndDoNotCount) {
  EXPECT_EQ(compare_pep440("1", "1.0.0"), 0);
  EXPECT_EQ(Pep440::parse("1.0")->key(), Pep440::parse("1.0.0")->key());
}

TEST(Pep440, OtherTextsAreBelowAllVersionsInTheOldOrder) {
  expect_rising(Scheme::kPep440, std::array{"0.1-bulbasaur", "0.1-charmander", "0.9-doduo", "0.dev0"});
}

TEST(Semver, OrdersAsTheSpecificationDoes) {
  expect_rising(Scheme::kSemver,
                std::array{"not a version", "1.0.0-0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                           "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "v1.0.1", "1.2", "1.10.0"});
  EXPECT_EQ(compare_semver("1.0.0+a", "1.0.0+b"), 0);
}

TEST(Semver, StrictFormTakesOnlyTheSpecification) {
  for (const char* text : {"1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "1.0.0+", "1.0.0 "}) {
    EXPECT_FALSE(Semver::parse(text)) << text;
  }
  EXPECT_EQ(Semver::parse("1.2.3-rc.1+build.05")->text(), "1.2.3-rc.1+build.05");
}

TEST(Versions, DistributionsHaveTheirOwnOrders) {
  expect_rising(Scheme::kDebian,
                std::array{"1.0~rc1", "1.0", "1.0-1~deb12u1", "1.0-1", "1.0-1+b1", "1.0a", "1.0+1", "1:0"});
  expect_rising(Scheme::kAlpine,
                std::array{"1.2_alpha", "1.2_rc1", "1.2", "1.2-r1", "1.2_p1", "1.2a", "1.2.0", "1.2.01", "1.2.1"});
  expect_rising(Scheme::kRpm, std::array{"1.0~rc1", "1.0", "1.0-1.el9", "1.0-2.el9", "1.0^git1", "1.0.1", "1:0.1"});
}

RC_GTEST_PROP(Versions, EveryOrderIsAnOrder, (const std::string& a, const std::string& b, const std::string& c)) {
  for (const Scheme scheme : {Scheme::kPep440, Scheme::kSemver, Scheme::kDebian, Scheme::kAlpine, Scheme::kRpm}) {
    RC_ASSERT(compare(scheme, a, a) == 0);
    RC_ASSERT(sign(compare(scheme, a, b)) == -sign(compare(scheme, b, a)));
    if (scheme != Scheme::kAlpine && compare(scheme, a, b) <= 0 && compare(scheme, b, c) <= 0) {
      RC_ASSERT(compare(scheme, a, c) <= 0);
    }
  }
}

bool is_in(const char* version, const char* set, Prereleases prereleases = Prereleases::kAsSpecified) {
  const auto parsed = SpecifierSet::parse(set);
  EXPECT_TRUE(parsed) << set;
  return parsed->contains_text(version, prereleases);
}

TEST(SpecifierSet, TakesAndLeavesOut) {
  EXPECT_TRUE(is_in("1.5", ">=1.2, !=1.5.1, <2"));
  EXPECT_FALSE(is_in("1.5.1", ">=1.2, !=1.5.1, <2"));
  EXPECT_TRUE(is_in("1.4.5", "~=1.4.2"));
  EXPECT_FALSE(is_in("1.5.0", "~=1.4.2"));
  EXPECT_TRUE(is_in("1.5.0", "~=1.4"));
  EXPECT_TRUE(is_in("1.1.post1", "==1.1.*"));
  EXPECT_FALSE(is_in("1.11", "==1.1.*"));
  EXPECT_TRUE(is_in("1.0+local", "==1.0"));
  EXPECT_FALSE(is_in("1.0", "==1.0+local"));
  EXPECT_FALSE(is_in("1.0.post1", ">1.0"));
  EXPECT_FALSE(is_in("1.0+local", ">1.0"));
  // What comes after a final release is above its pre-releases; what comes after one of those is not above that.
  EXPECT_TRUE(is_in("1.post0", ">1b1"));
  EXPECT_TRUE(is_in("1.post0", ">1.dev1"));
  EXPECT_TRUE(is_in("1a1.post1", ">1a1.dev3"));
  EXPECT_FALSE(is_in("1b1.post0", ">1b1"));
  EXPECT_FALSE(is_in("1a1.post1.dev2", ">1a1"));
  EXPECT_FALSE(is_in("1.dev1.post0", ">1"));
  EXPECT_FALSE(is_in("1.0rc1", "<1.0", Prereleases::kAlways));
  EXPECT_TRUE(is_in("0.9rc1", "<1.0", Prereleases::kAlways));
  EXPECT_TRUE(is_in("any-thing", "===Any-Thing"));
}

TEST(SpecifierSet, PreReleasesComeOnlyWhereOneIsNamed) {
  EXPECT_FALSE(is_in("2.0rc1", ">=1.0"));
  EXPECT_TRUE(is_in("2.0rc1", ">=1.0rc1"));
  EXPECT_TRUE(is_in("2.0rc1", "==2.0rc1"));
}

TEST(SpecifierSet, SaysWhichClauseIsWrong) {
  for (const char* text : {"1.0", "=1.0", ">=1.*", "~=1", "==1.0a1.*", ">=1.0+local", ">=abc", "=== a b"}) {
    EXPECT_FALSE(SpecifierSet::parse(text)) << text;
  }
}

TEST(SpecifierSet, OnlyEqualityPins) {
  EXPECT_EQ(SpecifierSet::parse(">=1,==1.2")->pinned(), "1.2");
  EXPECT_EQ(SpecifierSet::parse("===1.2-x")->pinned(), "1.2-x");
  EXPECT_EQ(SpecifierSet::parse("==1.*")->pinned(), std::nullopt);
  EXPECT_EQ(SpecifierSet::parse("===1.*")->pinned(), std::nullopt);
  EXPECT_EQ(SpecifierSet::parse("~=1.2")->pinned(), std::nullopt);
}

}  // namespace
}  // namespace ropewalk::versions
