#include <gtest/gtest.h>

#include <string>

#include "scan/dependencies/fix_pins.h"
#include "scan/dependencies/licenses.h"
#include "scan/dependencies/marker.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/requirement.h"
#include "scan/dependencies/targets.h"
#include "scan/dependencies/vex.h"

namespace ropewalk::scan {
namespace {

bool holds(const char* marker, const char* target) {
  const auto parsed = Marker::parse(marker);
  EXPECT_TRUE(parsed) << marker;
  return parsed->holds(*read_target(target));
}

TEST(Marker, HoldsForATargetOrNot) {
  EXPECT_TRUE(holds("python_version < '3.10'", "3.9-linux"));
  EXPECT_FALSE(holds("python_version < '3.10'", "3.10-linux"));
  EXPECT_TRUE(holds("sys_platform == 'win32' or (python_version >= '3.8' and os_name == 'posix')", "3.9-linux"));
  EXPECT_FALSE(holds("sys_platform in 'win32 cygwin'", "3.9-linux"));
  EXPECT_TRUE(holds("'linux' in sys_platform", "3.9-linux"));
  EXPECT_TRUE(holds("sys_platform not in 'win32'", "3.9-linux"));
  EXPECT_TRUE(holds("python_version ~= '3.8'", "3.12-linux"));
}

TEST(Marker, WhatATargetLeavesOpenHolds) {
  EXPECT_TRUE(holds("platform_machine == 's390x'", "3.12-linux"));
  EXPECT_FALSE(holds("platform_machine == 's390x'", "3.12-linux-x86_64"));
  EXPECT_TRUE(holds("python_full_version < '3.12.1'", "3.12"));
  EXPECT_FALSE(holds("python_full_version < '3.12.1'", "3.12.1"));
  EXPECT_TRUE(holds("extra == 'docs'", "3.12"));
}

TEST(Marker, RefusesWhatIsNone) {
  for (const std::string& text :
       {std::string("python_version"), std::string("'a' == 'b'"), std::string("python == '3'"),
        std::string("(os_name == 'nt'"), std::string("os_name == 'nt' and"), std::string("os_name is 'nt'"),
        std::string("os_name == 'nt' os_name"), std::string(1000, '(')}) {
    EXPECT_FALSE(Marker::parse(text)) << text;
  }
}

TEST(Marker, IsWrittenInOneForm) {
  EXPECT_EQ(Marker::parse("( os.name=='nt' )and(python_version<'3' or extra == \"x\")")->text(),
            "os_name == \"nt\" and (python_version < \"3\" or extra == \"x\")");
}

TEST(Target, RefusesWhatIsNone) {
  for (const char* text : {"", "3", "3.12-plan9", "x.y", "3.12-linux-arm64-gnu"}) {
    EXPECT_FALSE(read_target(text)) << text;
  }
}

TEST(Requirement, RefusesWhatIsNone) {
  for (const char* text :
       {"", "a b", "a==", "==1", "a>=1,", "a[", "a[b", "a @ ", "a @ b c", "a; nothing", "a (==1", "-a==1", "a=1"}) {
    EXPECT_FALSE(read_requirement(text)) << text;
  }
}

TEST(Requirement, AnAddressMayHaveAMarker) {
  const auto dependency = read_requirement("a @ https://x/a-1.0-py3-none-any.whl ; python_version < '3'");
  ASSERT_TRUE(dependency);
  EXPECT_EQ(dependency->kind, DependencyKind::kUrl);
  EXPECT_EQ(dependency->version, "1.0");
  EXPECT_EQ(dependency->marker, "python_version < \"3\"");
}

TEST(Requirement, ANameMayStandRightInFrontOfItsAddress) {
  const auto kind_of = [](const char* text) {
    const auto read = read_pip_requirement(text);
    return read ? read->name + " " + std::string(name(read->kind)) + " " + read->url : "";
  };
  EXPECT_EQ(kind_of("a@https://x/a-1.0.tar.gz"), "a url https://x/a-1.0.tar.gz");
  EXPECT_EQ(kind_of("a[b,c] @file:///tmp/a.tar.gz"), "a path file:///tmp/a.tar.gz");
  EXPECT_EQ(kind_of("a@./x"), "a path ./x");
  EXPECT_EQ(kind_of("a@git+ssh://git@h/x ; python_version < '3'"), "a git git+ssh://git@h/x");
  EXPECT_EQ(kind_of("git@h:x/y.git#egg=z"), "z git git@h:x/y.git#egg=z");
  EXPECT_EQ(kind_of("./a@b"), "./a@b path ./a@b");
  EXPECT_EQ(kind_of("git+https://h/x@1#egg=y"), "y git git+https://h/x@1#egg=y");
}

TEST(WithoutCredentials, TakesThemOutOfEveryAddress) {
  EXPECT_EQ(without_credentials("a https://u:p@x/y and git+ssh://git@h/z"), "a https://***@x/y and git+ssh://***@h/z");
  EXPECT_EQ(without_credentials("https://x/a@b"), "https://x/a@b");
}

TEST(License, ExpressionsAreEvaluated) {
  const std::vector<std::string> allowed = {"MIT", "Apache-2.0"};
  EXPECT_EQ(is_allowed_license("MIT OR GPL-3.0-only", allowed), true);
  EXPECT_EQ(is_allowed_license("MIT AND GPL-3.0-only", allowed), false);
  EXPECT_EQ(is_allowed_license("(GPL-2.0-only OR mit) AND Apache-2.0", allowed), true);
  EXPECT_EQ(is_allowed_license("Apache-2.0 WITH LLVM-exception", allowed), true);
  EXPECT_EQ(is_allowed_license("MIT OR", allowed), std::nullopt);
  EXPECT_EQ(is_allowed_license("MIT License", allowed), std::nullopt);
}

TEST(License, NamesThatSayNoneAreNotKnown) {
  EXPECT_EQ(spdx_license("MIT License"), "MIT");
  EXPECT_EQ(spdx_license("BSD"), std::nullopt);
  EXPECT_EQ(spdx_license(""), std::nullopt);
  EXPECT_EQ(spdx_license("BSD-3-Clause"), "BSD-3-Clause");
}

/// The text with one pin changed; `-` when it was not.
std::string fixed(std::string_view text, int line, const char* package, const char* from, const char* to) {
  const FixedText done = apply_pin_fixes(text, {{{.file = "r.txt", .line = line}, package, from, to}});
  return done.reasons.front().empty() ? done.text : "-";
}

TEST(FixPins, ChangesOnlyThePinOfThePackage) {
  EXPECT_EQ(fixed("a==1.1\nWeb_Thing[x] == 1.1 ; python_version > '1.1' # 1.1\n", 2, "web.thing", "1.1", "1.2.5"),
            "a==1.1\nWeb_Thing[x] == 1.2.5 ; python_version > '1.1' # 1.1\n");
  EXPECT_EQ(fixed("a==1.1\nother==1.1\n", 2, "web.thing", "1.1", "1.2.5"), "-");
  EXPECT_EQ(fixed("a==1.1\nweb-thing==1.11\n", 2, "web.thing", "1.1", "1.2.5"), "-");
  EXPECT_EQ(fixed("a>=1,==1.1\n", 1, "a", "1.1", "1.2"), "a>=1,==1.2\n");
  EXPECT_EQ(fixed("x = [\"a==1.1\", 'b']\n", 1, "a", "1.1", "1.2"), "x = [\"a==1.2\", 'b']\n");
}

TEST(FixPins, CommentsAndOtherCommandsStay) {
  EXPECT_EQ(fixed("RUN pip install \\\n  # a==1.1 is old\n  b # a==1.1\n", 1, "a", "1.1", "1.2"), "-");
  EXPECT_EQ(fixed("RUN pip install \\\n  # a==1.1 is old\n  a==1.1\n", 1, "a", "1.1", "1.2"),
            "RUN pip install \\\n  # a==1.1 is old\n  a==1.2\n");
  EXPECT_EQ(fixed("RUN echo a==1.1 && pip install a==1.1\n", 1, "a", "1.1", "1.2"),
            "RUN echo a==1.1 && pip install a==1.2\n");
  EXPECT_EQ(fixed("RUN pip install a==1.1; echo a==1.1\n", 1, "a", "1.1", "1.2"),
            "RUN pip install a==1.2; echo a==1.1\n");
  EXPECT_EQ(fixed("RUN pip install a==1.1 && pip3 install a==1.1 c\n", 1, "a", "1.1", "1.2"),
            "RUN pip install a==1.2 && pip3 install a==1.2 c\n");
}

TEST(FixPins, OtherBytesStayWhateverTheyAre) {
  EXPECT_EQ(fixed("\xEF\xBB\xBF"
                  "a==1.1\r\nb\r\n",
                  1, "a", "1.1", "1.2"),
            "\xEF\xBB\xBF"
            "a==1.2\r\nb\r\n");
  EXPECT_EQ(fixed("a\\\n==1.1", 1, "a", "1.1", "1.2"), "a\\\n==1.2");
}

TEST(FixPins, APinThatIsNotThereLeavesTheOthersBe) {
  const FixedText done = apply_pin_fixes("a==1.1\nb==1\n", {{{.file = "r.txt", .line = 2}, "a", "1.1", "1.2"},
                                                            {{.file = "r.txt", .line = 2}, "b", "1", "2"}});
  EXPECT_EQ(done.text, "a==1.1\nb==2\n");
  EXPECT_NE(done.reasons[0], "");
  EXPECT_EQ(done.reasons[1], "");
}

TEST(FixPins, AVersionThatAnotherClauseDoesNotTakeIsNotWritten) {
  const auto left = [](const std::vector<std::string>& specifiers) {
    Report report;
    report.findings.emplace_back().place = {.file = "r.txt", .line = 1};
    report.findings.back().details = {
        {"package", json_text("a")}, {"version", json_text("2.0")}, {"fix", json_text("2.9")}};
    Manifest manifest;
    for (const std::string& specifier : specifiers) {
      Dependency& dependency = manifest.dependencies.emplace_back();
      dependency.name = "A";
      dependency.specifier = specifier;
      dependency.place = {.file = "r.txt", .line = static_cast<int>(manifest.dependencies.size())};
    }
    return plan_pin_fixes(report, manifest).left.size();
  };
  EXPECT_EQ(left({"==2.0"}), 0U);
  EXPECT_EQ(left({"==2.0,>=1"}), 0U);
  EXPECT_EQ(left({"==2.0,<2.1"}), 1U);
  EXPECT_EQ(left({"==2.0", "!=2.9"}), 1U);
  EXPECT_EQ(left({"==2.0", ">=1"}), 0U);
}

Report report_of(const char* id, const char* package, const char* version) {
  Finding finding;
  finding.rule = id;
  finding.details = {{"package", json_text(package)},
                     {"version", json_text(version)},
                     {"ecosystem", json_text("PyPI")},
                     {"ids", json_texts({id, "PYSEC-1"})}};
  Report report;
  report.findings.push_back(std::move(finding));
  return report;
}

TEST(Vex, EachFormTakesAFindingOut) {
  const char* texts[] = {
      R"({"statements": [{"vulnerability": {"name": "X", "aliases": ["PYSEC-1"]}, "status": "not_affected",
          "products": [{"@id": "pkg:oci/app", "subcomponents": [{"@id": "pkg:pypi/web-thing@1.0"}]}]}]})",
      R"({"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "CVE-1", "analysis": {"state": "not_affected"},
          "affects": [{"ref": "pkg:pypi/web-thing@1.0"}]}]})",
      R"({"document": {}, "product_tree": {"branches": [{"product": {"product_id": "p",
          "product_identification_helper": {"purl": "pkg:pypi/web-thing"}}}]},
          "vulnerabilities": [{"cve": "CVE-1", "product_status": {"fixed": ["p"]}}]})"};
  for (const char* text : texts) {
    Report report = report_of("CVE-1", "Web_Thing", "1.0");
    const auto statements = read_vex(text, "vex");
    ASSERT_TRUE(statements) << text;
    apply_vex(*statements, "vex", report);
    EXPECT_TRUE(report.findings.front().is_suppressed) << text;
    Report other = report_of("CVE-1", "other", "1.0");
    apply_vex(*statements, "vex", other);
    EXPECT_FALSE(other.findings.front().is_suppressed) << text;
  }
}

/// Whether a document takes the finding of web-thing 1.0 out.
bool takes_out(const char* text, const char* version = "1.0") {
  Report report = report_of("CVE-1", "Web_Thing", version);
  const auto statements = read_vex(text, "vex");
  EXPECT_TRUE(statements) << text;
  if (statements) {
    apply_vex(*statements, "vex", report);
  }
  return report.findings.front().is_suppressed;
}

TEST(Vex, CycloneDxNamesComponentsByTheirReferences) {
  const std::string start = R"({"bomFormat": "CycloneDX", "components": [{"bom-ref": "outer", "components": [
      {"bom-ref": "r1", "purl": "pkg:pypi/web-thing@1.0"}]}, {"bom-ref": "r2", "name": "web-thing"}],
      "metadata": {"component": {"bom-ref": "top", "purl": "pkg:pypi/web-thing"}},
      "vulnerabilities": [{"id": "CVE-1", "analysis": {"state": "not_affected"}, "affects": [{"ref": ")";
  EXPECT_TRUE(takes_out((start + "r1\"}]}]}").c_str()));
  EXPECT_TRUE(takes_out((start + "top\"}]}]}").c_str()));
  EXPECT_TRUE(takes_out((start + "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#r1\"}]}]}").c_str()));
  EXPECT_FALSE(takes_out((start + "r1\"}]}]}").c_str(), "1.1"));
  EXPECT_FALSE(takes_out((start + "r2\"}]}]}").c_str()));
  EXPECT_FALSE(takes_out((start + "none\"}]}]}").c_str()));
}

TEST(Vex, CsafNamesPartsOfProducts) {
  const std::string start = R"({"document": {}, "product_tree": {"full_product_names": [{"product_id": "APP"},
      {"product_id": "P", "product_identification_helper": {"purl": "pkg:pypi/Web.Thing@1.0"}}],
      "relationships": [
        {"product_reference": "APP:P", "relates_to_product_reference": "X", "full_product_name": {"product_id": "X:APP:P"}},
        {"product_reference": "P", "relates_to_product_reference": "APP", "full_product_name": {"product_id": "APP:P"}},
        {"product_reference": "LOOP", "full_product_name": {"product_id": "LOOP"}}]},
      "vulnerabilities": [{"cve": "CVE-1", "product_status": {"known_not_affected": [")";
  EXPECT_TRUE(takes_out((start + "APP:P\"]}}]}").c_str()));
  EXPECT_TRUE(takes_out((start + "X:APP:P\"]}}]}").c_str()));
  EXPECT_FALSE(takes_out((start + "APP\"]}}]}").c_str()));
  EXPECT_FALSE(takes_out((start + "LOOP\"]}}]}").c_str()));
  EXPECT_FALSE(takes_out((start + "APP:P\"]}}]}").c_str(), "1.1"));
}

TEST(Vex, NamesAndVersionsCompareAsTheirEcosystemDoes) {
  const std::string start = R"({"statements": [{"vulnerability": {"name": "CVE-1"}, "status": "not_affected",
      "products": [)";
  EXPECT_TRUE(takes_out((start + R"({"@id": "pkg:pypi/Web.Thing@1.0.0?x=y"}]}]})").c_str()));
  EXPECT_TRUE(takes_out((start + R"({"@id": "app", "identifiers": {"purl": "pkg:pypi/web_thing"}}]}]})").c_str()));
  EXPECT_TRUE(
      takes_out((start + R"({"@id": "pkg:oci/app", "subcomponents": ["pkg:pypi/WEB-thing@1.0"]}]}]})").c_str()));
  EXPECT_FALSE(takes_out((start + R"({"@id": "pkg:npm/web-thing@1.0"}]}]})").c_str()));
  // A product that is not named is not all of them.
  EXPECT_FALSE(takes_out((start + "{}]}]}").c_str()));
}

TEST(Vex, TheLastStatementCounts) {
  const auto statements = read_vex(R"({"statements": [
      {"vulnerability": {"name": "CVE-1"}, "status": "not_affected"},
      {"vulnerability": {"name": "CVE-1"}, "status": "affected"}]})",
                                   "vex");
  Report report = report_of("CVE-1", "a", "1.0");
  apply_vex(*statements, "vex", report);
  EXPECT_FALSE(report.findings.front().is_suppressed);
}

TEST(Vex, WhatIsWrittenIsReadAgain) {
  Report report = report_of("CVE-1", "a", "1.0");
  report.findings.front().is_suppressed = true;
  const auto statements = read_vex(write_openvex(report, "me", "2026-01-01T00:00:00Z"), "vex");
  ASSERT_TRUE(statements);
  Report again = report_of("CVE-1", "a", "1.0");
  apply_vex(*statements, "vex", again);
  EXPECT_TRUE(again.findings.front().is_suppressed);
}

Manifest read_with(std::string_view format, std::string_view text) {
  Manifest manifest;
  const std::function<Result<std::string>(const std::string&)> none = [](const std::string&) {
    return Result<std::string>(fail(ErrorKind::kNotFound, "not there"));
  };
  manifest_format(format)->read({text, "file", none}, manifest);
  return manifest;
}

TEST(Readers, Utf16IsUnderstood) {
  std::string text = "\xFF\xFE";
  for (const char c : std::string("a==1\n")) {
    text += c;
    text += '\0';
  }
  const Manifest manifest = read_with("requirements", text);
  ASSERT_EQ(manifest.dependencies.size(), 1U);
  EXPECT_EQ(manifest.dependencies.front().version, "1");
}

TEST(Readers, FilesThatIncludeEachOtherTwiceAreReadOnce) {
  // Each names the next one twice: read as they are written, the last one would be read 2^40 times.
  int reads = 0;
  const std::function<Result<std::string>(const std::string&)> read_file =
      [&](const std::string& name) -> Result<std::string> {
    ++reads;
    const std::string next = std::to_string(std::stoi(name) + 1);
    return name == "40" ? std::string("alpha==1") : "-r " + next + "\n-r " + next;
  };
  Manifest manifest;
  read_requirements({"-r 1", "requirements.txt", read_file}, manifest);
  EXPECT_EQ(reads, 40);
  EXPECT_EQ(manifest.dependencies.size(), 1U);
  EXPECT_EQ(manifest.skipped.size(), 39U);
}

TEST(Readers, FilesThatHaveEverMoreNamesAreReadNoFurther) {
  int reads = 0;
  const std::function<Result<std::string>(const std::string&)> read_file = [&](const std::string&) {
    ++reads;
    return Result<std::string>("-r a/x.txt\n-r b/x.txt");
  };
  Manifest manifest;
  read_requirements({"-r a/x.txt", "requirements.txt", read_file}, manifest);
  EXPECT_LE(reads, 500);
  ASSERT_FALSE(manifest.trouble.empty());
  EXPECT_EQ(manifest.trouble.back().reason, "too-many");
}

TEST(Readers, SetupFilesGiveWhatIsWrittenAndSayWhatIsComputed) {
  const Manifest cfg =
      read_with("setup-cfg", "[options]\ninstall_requires =\n  a==1\n  b>=2 # why\n[options.extras_require]\nx = c\n");
  ASSERT_EQ(cfg.dependencies.size(), 3U);
  EXPECT_EQ(cfg.dependencies[1].place.line, 4);
  EXPECT_EQ(cfg.dependencies[2].groups, std::vector<std::string>{"x"});
  const Manifest py = read_with(
      "setup-py",
      "setup(\n  install_requires=['a==1', \"b\"],\n  extras_require={'x': ['c'],},\n  tests_require=deps)\n");
  ASSERT_EQ(py.dependencies.size(), 3U);
  ASSERT_EQ(py.skipped.size(), 1U);
  EXPECT_EQ(py.skipped.front().reason, "dynamic");
}

TEST(Readers, YarnAndPnpmLocks) {
  const Manifest yarn = read_with(
      "yarn", "# yarn lockfile v1\n\n\"@s/a@^1.0\", \"@s/a@^1.1\":\n  version \"1.2.0\"\n\nb@2:\n  version: 2.1.0\n");
  ASSERT_EQ(yarn.dependencies.size(), 2U);
  EXPECT_EQ(yarn.dependencies[0].name, "@s/a");
  EXPECT_EQ(yarn.dependencies[1].version, "2.1.0");
  const Manifest pnpm = read_with("pnpm",
                                  "lockfileVersion: '9.0'\npackages:\n  '@s/a@1.2.0(b@1)':\n    resolution: "
                                  "{integrity: x}\n  /b/2.1.0:\n    dev: true\n");
  ASSERT_EQ(pnpm.dependencies.size(), 2U);
  EXPECT_EQ(pnpm.dependencies[0].name, "@s/a");
  EXPECT_EQ(pnpm.dependencies[0].version, "1.2.0");
  EXPECT_EQ(pnpm.dependencies[1].groups, std::vector<std::string>{"dev"});
}

TEST(Readers, MetadataSaysNameVersionAndLicense) {
  const Manifest manifest = read_with("metadata",
                                      "Metadata-Version: 2.1\nName: a\nVersion: 1.0\nClassifier: License :: OSI "
                                      "Approved :: MIT License\n\nName: not this\n");
  ASSERT_EQ(manifest.dependencies.size(), 1U);
  EXPECT_EQ(manifest.dependencies.front().license, "MIT License");
  EXPECT_EQ(read_with("metadata", "Name: a\n").trouble.size(), 1U);
}

TEST(Readers, CondaPinsOnlyWhatIsExact) {
  const Manifest manifest = read_with("conda", "dependencies:\n- a=1.2\n- b==1.2\n- c=1.2.3=h_0\n- pip:\n  - d==4\n");
  ASSERT_EQ(manifest.dependencies.size(), 4U);
  EXPECT_EQ(manifest.dependencies[0].version, "");
  EXPECT_EQ(manifest.dependencies[1].version, "1.2");
  EXPECT_EQ(manifest.dependencies[2].version, "1.2.3");
  EXPECT_EQ(manifest.dependencies[3].ecosystem, "PyPI");
}

}  // namespace
}  // namespace ropewalk::scan
