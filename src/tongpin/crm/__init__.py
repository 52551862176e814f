"""The one app with tables: areas as folders, each with models, actions, selectors and policy."""
