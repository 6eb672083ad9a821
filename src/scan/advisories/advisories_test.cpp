#include <gtest/gtest.h>

#include <string>

#include "scan/advisories/built_in.h"
#include "scan/advisories/ids.h"
#include "scan/advisories/matcher.h"
#include "scan/advisories/read_zip.h"
#include "scan/advisories/write_pack.h"

namespace ropewalk::scan {
namespace {

Advisory advisory(std::string id, std::vector<std::string> aliases, std::vector<RangeEvent> events,
                  std::string ecosystem = "PyPI", std::vector<std::string> versions = {}) {
  Advisory made;
  made.id = std::move(id);
  made.aliases = std::move(aliases);
  made.modified = "2024-01-02T00:00:00Z";
  AffectedPackage package;
  package.ecosystem = std::move(ecosystem);
  package.name = "a";
  if (!events.empty()) {
    package.ranges.push_back({std::move(events)});
  }
  package.versions = std::move(versions);
  made.affected.push_back(std::move(package));
  return made;
}

Pack pack_of(std::vector<Advisory> advisories) {
  auto pack = Pack::from_bytes(write_pack(std::move(advisories), {}).bytes, "test");
  EXPECT_TRUE(pack);
  return *pack;
}

bool is_named(const Pack& pack, std::string_view version, std::string_view ecosystem = "PyPI") {
  return !match(pack, ecosystem, "a", version).empty();
}

constexpr auto kIntroduced = EventKind::kIntroduced;
constexpr auto kFixed = EventKind::kFixed;

TEST(Matcher, EventsCountInTheOrderOfVersions) {
  const Pack pack =
      pack_of({advisory("X-1", {}, {{kFixed, "2.5"}, {kIntroduced, "0"}, {kFixed, "1.2"}, {kIntroduced, "2"}})});
  EXPECT_TRUE(is_named(pack, "1.1"));
  EXPECT_FALSE(is_named(pack, "1.2"));
  EXPECT_TRUE(is_named(pack, "2.0"));
  EXPECT_FALSE(is_named(pack, "2.5"));
  EXPECT_TRUE(is_named(pack, "0.dev0"));
  EXPECT_TRUE(is_named(pack, "an old-style version"));
}

TEST(Matcher, LastAffectedIsAffectedAndALimitEndsARange) {
  const Pack pack = pack_of({advisory("X-1", {}, {{kIntroduced, "1"}, {EventKind::kLastAffected, "1.5"}}),
                             advisory("X-2", {}, {{kIntroduced, "3"}, {EventKind::kLimit, "4"}})});
  EXPECT_TRUE(is_named(pack, "1.5"));
  EXPECT_FALSE(is_named(pack, "1.5.1"));
  EXPECT_TRUE(is_named(pack, "3.9"));
  EXPECT_FALSE(is_named(pack, "4"));
}

TEST(Matcher, ALimitMayBeAboveAllVersions) {
  for (const char* limits : {R"({"limit": "*"})", R"({"limit": "2"}, {"limit": "*"})"}) {
    const auto record = read_advisory(R"({"id": "X-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "a"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1"}, )" +
                                          std::string(limits) + "]}]}]}",
                                      "x.json");
    ASSERT_TRUE(record);
    const Pack pack = pack_of({*record});
    EXPECT_FALSE(is_named(pack, "0.9")) << limits;
    EXPECT_TRUE(is_named(pack, "9")) << limits;
  }
}

TEST(Matcher, AListNamesWhatNoRangeDoes) {
  const Pack pack =
      pack_of({advisory("X-1", {}, {{kIntroduced, "1"}, {kFixed, "2"}}, "PyPI", {"1.5", "3.0", "weird"})});
  EXPECT_TRUE(is_named(pack, "3"));
  EXPECT_TRUE(is_named(pack, "weird"));
  EXPECT_FALSE(is_named(pack, "3.1"));
  EXPECT_EQ(pack.rows(PackTable::kVersions), 2U);
}

TEST(Matcher, DistributionsHaveTheirOwnOrder) {
  const Pack pack = pack_of({advisory("D-1", {}, {{kIntroduced, "0"}, {kFixed, "1:2.0-1+deb12u3"}}, "Debian:12")});
  EXPECT_TRUE(is_named(pack, "1:2.0-1+deb12u2", "Debian:12"));
  EXPECT_FALSE(is_named(pack, "1:2.0-1+deb12u3", "Debian:12"));
  EXPECT_FALSE(is_named(pack, "1:2.0-1+deb12u2", "Debian:11"));
}

TEST(Matcher, AFixIsNamedByNoOtherAdvisory) {
  const Pack pack = pack_of({advisory("X-1", {}, {{kIntroduced, "0"}, {kFixed, "1.2"}}),
                             advisory("X-2", {}, {{kIntroduced, "1.2"}, {kFixed, "1.3"}}),
                             advisory("X-3", {}, {{kIntroduced, "1.3"}})});
  EXPECT_EQ(fix_for(pack, "PyPI", "a", "1.0"), std::nullopt);
  const Pack other = pack_of({advisory("X-1", {}, {{kIntroduced, "0"}, {kFixed, "1.2"}}),
                              advisory("X-2", {}, {{kIntroduced, "1.2"}, {kFixed, "1.3"}})});
  EXPECT_EQ(fix_for(other, "PyPI", "a", "1.0"), "1.3");
  EXPECT_EQ(fix_for(other, "PyPI", "a", "1.3"), std::nullopt);
}

TEST(Groups, AliasesMakeOneAndWithdrawnOnesDoNot) {
  Advisory gone = advisory("PYSEC-3", {"CVE-9"}, {{kIntroduced, "0"}});
  gone.withdrawn = "2024-01-01T00:00:00Z";
  const Pack pack = pack_of({advisory("PYSEC-1", {"CVE-1"}, {{kIntroduced, "0"}}),
                             advisory("GHSA-1", {"CVE-1", "CVE-2"}, {{kIntroduced, "0"}}),
                             advisory("PYSEC-2", {"CVE-2"}, {{kIntroduced, "0"}}), gone});
  const auto found = vulnerabilities(pack, "PyPI", "a", "1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().ids, (std::vector<std::string>{"CVE-1", "CVE-2", "PYSEC-1", "PYSEC-2", "GHSA-1"}));
}

TEST(Groups, OneScoreIsForAll) {
  Advisory scored = advisory("GHSA-1", {"CVE-1"}, {{kIntroduced, "5"}});
  scored.severities = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"};
  const Pack pack = pack_of({advisory("PYSEC-1", {"CVE-1"}, {{kIntroduced, "0"}}), scored});
  EXPECT_EQ(vulnerabilities(pack, "PyPI", "a", "1").front().severity, Severity::kCritical);
}

TEST(Ids, AreOrderedByKindAndNumber) {
  EXPECT_TRUE(id_is_before("MAL-2024-1", "CVE-2020-1"));
  EXPECT_TRUE(id_is_before("CVE-2024-999", "CVE-2024-1000"));
  EXPECT_TRUE(id_is_before("PYSEC-2024-1", "GHSA-a"));
  EXPECT_FALSE(id_is_before("CVE-1", "CVE-1"));
}

TEST(Pack, TheSameRecordsGiveTheSameBytes) {
  const auto a = advisory("X-1", {"CVE-1"}, {{kIntroduced, "0"}, {kFixed, "1"}});
  const auto b = advisory("X-2", {"CVE-1"}, {{kIntroduced, "0"}});
  EXPECT_EQ(write_pack({a, b}, {}).bytes, write_pack({b, a, a}, {}).bytes);
}

TEST(Pack, EveryDamageIsTold) {
  const std::string good = write_pack({advisory("X-1", {"CVE-1"}, {{kIntroduced, "0"}, {kFixed, "1"}})}, {}).bytes;
  ASSERT_TRUE(Pack::from_bytes(good, "x"));
  for (std::size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(Pack::from_bytes(good.substr(0, i), "x")) << i;
    std::string flipped = good;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    EXPECT_FALSE(Pack::from_bytes(flipped, "x")) << i;
  }
}

TEST(Pack, TheOneInTheProgramIsGood) {
  const auto pack = Pack::from_bytes(std::string(built_in_advisories()), "built in");
  ASSERT_TRUE(pack);
  EXPECT_EQ(pack->rows(PackTable::kAdvisories), 2661U);
  EXPECT_FALSE(vulnerabilities(*pack, "PyPI", "django", "4.2").empty());
}

TEST(Zip, DamageIsTold) {
  const ZipVisitor none = [](std::string_view, const std::string&) { return Result<void>(); };
  EXPECT_FALSE(read_zip("PK nothing", "x", "", 100, none));
  EXPECT_FALSE(read_zip(std::string("PK\x05\x06") + std::string(4, '\0') + "\x01\x00\x01" + std::string(11, '\0'), "x",
                        "", 100, none));
}

}  // namespace
}  // namespace ropewalk::scan
