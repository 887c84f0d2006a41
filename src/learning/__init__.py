"""What a store's own sales teach: plain pandas, numpy and xgboost, no framework and no table."""
