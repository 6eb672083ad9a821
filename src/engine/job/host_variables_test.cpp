#include "engine/job/host_variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/fake/environment.h"
#include "ports/fake/files.h"

namespace ropewalk::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class HostVariablesTest : public testing::Test {
 protected:
  /// Whether a job sees the variable.
  bool sees(const std::string& name, const std::string& value = "x") {
    machine_.values = {{name, value}};
    return !host_variables(machine_).variables.empty();
  }

  ports::FakeEnvironment machine_;
  ports::FakeFiles files_;
};

TEST_F(HostVariablesTest, SettingsOfNetworkAndIndexesArePassedOn) {
  for (const char* const name :
       {"HTTPS_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT", "PIP_DEFAULT_TIMEOUT", "PIP_DISABLE_PIP_VERSION_CHECK",
        "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_HTTP_TIMEOUT", "UV_NATIVE_TLS", "UV_PYTHON_INSTALL_MIRROR",
        "npm_config_registry", "npm_config_cafile"}) {
    EXPECT_TRUE(sees(name)) << name;
  }
}

TEST_F(HostVariablesTest, NothingElseOfTheSessionIs) {
  for (const char* const name : {"AWS_PROFILE", "EDITOR", "VIRTUAL_ENV", "PYTHONPATH", "PYENV_VERSION", "SHELL"}) {
    EXPECT_FALSE(sees(name)) << name;
  }
}

TEST_F(HostVariablesTest, CredentialsAreLeftOutWhateverTheyAreCalled) {
  for (const char* const name :
       {"UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD", "UV_PUBLISH_USERNAME", "UV_INDEX_PRIVATE_PASSWORD",
        "UV_INDEX_PRIVATE_USERNAME", "PIP_SOME_NEW_SECRET", "UV_HF_TOKEN", "npm_config__authToken", "npm_config__auth",
        "npm_config__password", "npm_config_//registry.example.org/:_authToken", "npm_config_key", "npm_config_otp",
        "PIP_API_KEY", "UV_CREDENTIALS"}) {
    EXPECT_FALSE(sees(name)) << name;
  }
  EXPECT_FALSE(sees("UV_WHATEVER", "pypi-AgEIcHlwaS5vcmc"));
}

TEST_F(HostVariablesTest, WhatSaysWhereToWriteOrWhichPythonToTakeIsLeftOut) {
  for (const char* const name :
       {"PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_PYTHON", "PIP_CACHE_DIR", "PIP_CONFIG_FILE", "PIP_LOG",
        "PIP_REQUIRE_VIRTUALENV", "PIP_BREAK_SYSTEM_PACKAGES", "UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_CACHE_DIR",
        "UV_PROJECT_ENVIRONMENT", "UV_TOOL_DIR", "UV_PYTHON_INSTALL_DIR", "UV_CONFIG_FILE", "npm_config_prefix",
        "npm_config_cache", "npm_config_userconfig"}) {
    EXPECT_FALSE(sees(name)) << name;
  }
}

TEST_F(HostVariablesTest, PasswordsInAddressesAreHidden) {
  machine_.values = {{"HTTPS_PROXY", "http://me:p%40ss@proxy:9"}};
  EXPECT_THAT(host_variables(machine_).secrets, ElementsAre("p%40ss", "p@ss", "bWU6cEBzcw=="));
  machine_.values = {{"http_proxy", "me:open@proxy:9"}};
  EXPECT_THAT(host_variables(machine_).secrets, Contains("open"));
  EXPECT_THAT(secrets_in_addresses("https://one:a1@x/simple https://tok2@y/simple"),
              testing::AllOf(Contains("a1"), Contains("tok2")));
  EXPECT_THAT(secrets_in_addresses("https://pypi.example/simple?mail=a@b http://plain"), IsEmpty());
}

TEST_F(HostVariablesTest, ThePathLosesPythonEnvironments) {
  files_.add("/home/u/.venv/pyvenv.cfg", "");
  files_.add("/opt/conda/conda-meta/history", "");
  files_.add("/home/u/.pyenv/versions/3.12.1/bin/python", "");
  files_.add("/home/u/.pyenv/shims/python", "");
  machine_.values = {
      {"PATH",
       "/home/u/.venv/bin:/home/u/.pyenv/shims:/opt/conda/bin:/usr/bin:relative::/home/u/.pyenv/versions/"
       "3.12.1/bin:/opt/shims:/usr/bin"}};
  EXPECT_EQ(host_search_path(machine_, files_), "/usr/bin:/opt/shims");
  machine_.values = {{"PATH", ""}};
  EXPECT_EQ(host_search_path(machine_, files_), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
}

}  // namespace
}  // namespace ropewalk::engine
